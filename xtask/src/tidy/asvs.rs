//! `docs/asvs.md` says what it says truly: every requirement in its place and at its level, every test it names there, and whatever holds
//! has something to show.

use super::Finding;
use super::files::TextFile;

const FILE: &str = "docs/asvs.md";
/// The standard's numbering, and what we take on of its level 3.
const STANDARD: &str = include_str!("asvs.txt");

const MISSING: &str = "a requirement that is left out is one that nobody has looked at";
const STATE: &str = "a reader must know at once whether it holds";
const SHOWN: &str = "a control without a test is a promise";
const ANSWER: &str = "what does not hold, or does not apply, needs a reason";
pub const TEST: &str = "a test that is not there shows nothing";

const STATES: [&str; 6] = ["holds", "partly", "deviates", "operator", "open", "n/a"];

/// One row: its requirement, level, state, answer, and what shows it.
struct Row<'a> {
    line: usize,
    id: &'a str,
    level: &'a str,
    state: &'a str,
    answer: &'a str,
    shown: &'a str,
}

/// See the module.
pub fn check(files: &[TextFile]) -> Vec<Finding> {
    let text = |path: &str| files.iter().find(|file| file.path == path).map(|file| file.text.as_str());
    match text(FILE) {
        Some(document) => judge(document, &wanted(STANDARD), &text),
        None => vec![Finding::new(FILE, 0, "it is not there", MISSING)],
    }
}

fn judge<'a>(
    document: &str,
    wanted: &[(String, char)],
    text: &dyn Fn(&str) -> Option<&'a str>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut report = |line: usize, wrong: String, why: &'static str| {
        findings.push(Finding::new(FILE, line, wrong, why));
    };
    let rows: Vec<Row<'_>> = document.lines().enumerate().filter_map(row).collect();
    for (place, (id, level)) in wanted.iter().enumerate() {
        match rows.get(place) {
            Some(row) if row.id == id && row.level.starts_with(*level) => {}
            Some(row) => {
                report(
                    row.line,
                    format!("{} {} stands where {id} {level} belongs", row.id, row.level),
                    MISSING,
                );
                break;
            }
            None => {
                report(0, format!("{id} is missing"), MISSING);
                break;
            }
        }
    }
    for row in rows.iter().skip(wanted.len()) {
        report(row.line, format!("{} is no requirement of ours, or stands twice", row.id), MISSING);
    }
    for row in &rows {
        if !STATES.contains(&row.state) {
            report(row.line, format!("{} is {:?}", row.id, row.state), STATE);
        }
        if row.answer.is_empty() {
            report(row.line, format!("{} has no answer", row.id), ANSWER);
        }
        if ["holds", "deviates"].contains(&row.state) && row.shown.is_empty() {
            report(row.line, format!("{} {} and nothing shows it", row.id, row.state), SHOWN);
        }
        for name in not_there(row.shown, text) {
            report(row.line, format!("{}: there is no test {name}", row.id), TEST);
        }
    }
    findings
}

/// The tests among those named (`` `tests/journeys/pages.rs::a_name` ``) that are not there.
pub fn not_there<'n, 't>(shown: &'n str, text: &dyn Fn(&str) -> Option<&'t str>) -> Vec<&'n str> {
    let named = shown.split('`').skip(1).step_by(2);
    let is_there = |name: &&str| {
        name.split_once("::").is_some_and(|(path, function)| {
            text(path).is_some_and(|text| text.contains(&format!("fn {function}(")))
        })
    };
    named.filter(|name| !is_there(name)).collect()
}

/// `| 1.2.10 ★ | 3 | holds | asks | answer | shown by |`
fn row((index, line): (usize, &str)) -> Option<Row<'_>> {
    let cells: Vec<&str> = line.strip_prefix('|')?.split('|').map(str::trim).collect();
    let [id, level, state, _, answer, shown, ..] = cells[..] else { return None };
    let id = id.trim_end_matches(" ★");
    id.starts_with(|c: char| c.is_ascii_digit()).then_some(Row {
        line: index + 1,
        id,
        level,
        state,
        answer,
        shown,
    })
}

/// Every requirement of levels 1 and 2, and the adopted ones of level 3, in the standard's order.
fn wanted(standard: &str) -> Vec<(String, char)> {
    let lines =
        || standard.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(' '));
    let adopted: Vec<&str> =
        lines().filter(|(name, _)| *name == "adopted").flat_map(|(_, ids)| ids.split(' ')).collect();
    lines()
        .filter(|(section, _)| *section != "adopted")
        .flat_map(|(section, levels)| {
            levels.chars().enumerate().map(move |(index, level)| (format!("{section}.{}", index + 1), level))
        })
        .filter(|(id, level)| *level != '3' || adopted.contains(&id.as_str()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(document: &str) -> Vec<String> {
        let wanted = wanted("# a remark\n1.1 12\n1.2 33\nadopted 1.2.2\n");
        let text = |path: &str| (path == "a/b.rs").then_some("#[test]\nfn it_holds() {}\n");
        judge(document, &wanted, &text).into_iter().map(|finding| finding.wrong).collect()
    }

    const ROWS: [&str; 3] = [
        "| 1.1.1 | 1 | holds | x | y | `a/b.rs::it_holds` |",
        "| 1.1.2 | 2 | open | x | y | |",
        "| 1.2.2 ★ | 3 | n/a | x | y | |",
    ];

    #[test]
    fn a_true_table_passes() {
        assert_eq!(found(&ROWS.join("\n")), Vec::<String>::new());
    }

    #[test]
    fn planted_faults_are_found() {
        for (row, fault, told) in [
            (1, "", "1.2.2 3 stands where 1.1.2 2 belongs"),
            (1, "| 1.1.2 | 1 | open | x | y | |", "1.1.2 1 stands where 1.1.2 2 belongs"),
            (2, "", "1.2.2 is missing"),
            (0, "| 1.1.1 | 1 | holds | x | y | |", "1.1.1 holds and nothing shows it"),
            (
                0,
                "| 1.1.1 | 1 | holds | x | y | `a/b.rs::it_hold` |",
                "1.1.1: there is no test a/b.rs::it_hold",
            ),
            (0, "| 1.1.1 | 1 | done | x | y | |", "1.1.1 is \"done\""),
            (1, "| 1.1.2 | 2 | open | x | | |", "1.1.2 has no answer"),
        ] {
            let mut rows = ROWS;
            rows[row] = fault;
            assert_eq!(found(&rows.join("\n")), [told], "{fault}");
        }
        let twice = [ROWS.as_slice(), &[ROWS[0]]].concat().join("\n");
        assert_eq!(found(&twice), ["1.1.1 is no requirement of ours, or stands twice"]);
    }

    #[test]
    fn the_standard_is_whole() {
        let levels: String = STANDARD
            .lines()
            .filter(|line| line.starts_with(|c: char| c.is_ascii_digit()))
            .filter_map(|line| line.split_once(' '))
            .map(|(_, levels)| levels)
            .collect();
        let of = |level| levels.chars().filter(|known| *known == level).count();
        assert_eq!((of('1'), of('2'), of('3')), (70, 183, 92), "as the standard of May 2025 counts them");
    }
}
