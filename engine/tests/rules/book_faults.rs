//! A wrong table does not build: every kind of fault is planted into the real tables and must be found and named.

#[expect(dead_code, reason = "the build script reads more of it than this test")]
#[path = "../../book_checks/mod.rs"]
mod book_checks;

use book_checks::{Texts, read, ten_thousandths};

fn texts() -> Texts {
    Texts {
        citations: include_str!("../../book/citations.toml").into(),
        schemes: include_str!("../../book/schemes.toml").into(),
        caps: include_str!("../../book/caps.toml").into(),
        parameters: include_str!("../../book/parameters.toml").into(),
        high_cost: include_str!("../../book/high_cost.toml").into(),
    }
}

type File = fn(&mut Texts) -> &mut String;

/// Plants one fault (replaces the first `old`) and expects `sentence` among what is found.
#[track_caller]
fn planted(file: File, old: &str, new: &str, sentence: &str) {
    let mut texts = texts();
    let text = file(&mut texts);
    assert!(text.contains(old), "nothing to plant at: {old}");
    *text = text.replacen(old, new, 1);
    let found = read(&texts).err().unwrap_or_default().join("\n");
    assert!(found.contains(sentence), "expected {sentence:?} in {found:?}");
}
fn citations(texts: &mut Texts) -> &mut String {
    &mut texts.citations
}
fn schemes(texts: &mut Texts) -> &mut String {
    &mut texts.schemes
}
fn caps(texts: &mut Texts) -> &mut String {
    &mut texts.caps
}
fn parameters(texts: &mut Texts) -> &mut String {
    &mut texts.parameters
}
fn high_cost(texts: &mut Texts) -> &mut String {
    &mut texts.high_cost
}

/// The share of 18, which is the first that collects nothing.
const SHARE_OF_18: &str =
    r#"share = [{ from = "2015-01-01", rule = "nothing", cite = "hibaku", status = "confirmed" }]"#;

#[test]
fn the_tables_as_they_are_have_no_fault() {
    assert_eq!(read(&texts()).err(), None);
}

#[test]
fn a_gap_and_an_overlap_are_found_in_every_kind_of_table() {
    let end = "before = \"2025-07-01\"\namount";
    planted(
        parameters,
        end,
        "before = \"2025-06-30\"\namount",
        "parameters.toml, low_income_threshold from 2015-01-01 and low_income_threshold from 2025-07-01: there is a gap \
         from 2025-06-30 to 2025-07-01.",
    );
    planted(
        parameters,
        end,
        "before = \"2025-07-02\"\namount",
        "the rows overlap from 2025-07-01 to 2025-07-02.",
    );
    planted(parameters, end, "amount", "the rows overlap: the earlier one has no end.");
    planted(
        caps,
        r#"before = "2027-04-01""#,
        r#"before = "2027-03-31""#,
        "caps.toml, table of 21 from 2015-01-01 and table of 21 from 2027-04-01: there is a gap from 2027-03-31",
    );
    planted(
        caps,
        r#"before = "2027-04-01""#,
        r#"before = "2027-05-01""#,
        "caps.toml, table of 15 from 2015-01-01 and table of 15 from 2027-04-01: the rows overlap",
    );
    for (cite, row) in [
        (
            "kokuho-rei-29-3-1",
            "period of \"under70\" from 2015-01-01 and period of \"under70\" from 2026-08-01",
        ),
        (
            "kokuho-rei-29-3-4",
            "period of \"from70\" from 2018-08-01 and period of \"from70\" from 2026-08-01",
        ),
    ] {
        planted(
            high_cost,
            &format!("before = \"2026-08-01\"\ncite = \"{cite}\""),
            &format!("before = \"2026-07-01\"\ncite = \"{cite}\""),
            &format!("high_cost.toml, {row}: there is a gap"),
        );
    }
    planted(
        schemes,
        SHARE_OF_18,
        r#"share = [{ from = "2015-01-01", before = "2020-01-01", rule = "nothing", cite = "hibaku", status = "confirmed" },
                   { from = "2020-02-01", rule = "nothing", cite = "hibaku", status = "confirmed" }]"#,
        "schemes.toml, scheme \"18\", share from 2015-01-01 and scheme \"18\", share from 2020-02-01: there is a gap",
    );
    planted(
        schemes,
        r#"meals = [{ from = "2015-01-01", share = "half", cite"#,
        r#"meals = [{ from = "2014-01-01", share = "half", cite = "kenpo-75", status = "confirmed" },
                   { from = "2015-01-01", share = "half", cite"#,
        "schemes.toml, scheme \"52\", meals from 2014-01-01 and scheme \"52\", meals from 2015-01-01: the rows overlap",
    );
    planted(
        parameters,
        r#"before = "2023-10-01""#,
        r#"before = "2023-09-01""#,
        "start_date of \"54\" by mild_high_cost from 2015-01-01 and start_date of \"54\" by mild_high_cost from 2023-10-01: \
         there is a gap",
    );
    for (name, block) in [
        (
            "aggregation",
            "[[aggregation]]\nfrom = \"2014-01-01\"\nleast = 2\nleast_month_of_75 = 1\ncite = \"kenpo-75\"\nstatus = \"confirmed\"\n\n[[aggregation]]",
        ),
        (
            "period",
            "[[period]]\ngroup = \"specific_disease\"\nfrom = \"2014-01-01\"\ncite = \"kenpo-75\"\nstatus = \"confirmed\"\nlimits = { ten_thousand = { base = 2 }, twenty_thousand = { base = 2 } }\n\n[[period]]",
        ),
    ] {
        planted(high_cost, &format!("[[{name}]]"), block, "the rows overlap: the earlier one has no end.");
    }
    let annual = high_cost(&mut texts()).split("[[annual]]").nth(1).map(str::to_owned).unwrap_or_default();
    let earlier = annual.replace("from = \"2026-08-01\"\nbefore = \"2027-08-01\"", "from = \"2025-08-01\"");
    planted(
        high_cost,
        "[[annual]]",
        &format!("[[annual]]{earlier}\n[[annual]]"),
        "annual from 2025-08-01 and annual from 2026-08-01: the rows overlap",
    );
}

#[test]
fn unsorted_rows_and_empty_ranges() {
    planted(
        parameters,
        "from = \"2025-07-01\"\nbefore = \"2026-07-01\"",
        "from = \"2014-07-01\"\nbefore = \"2026-07-01\"",
        "the rows are not sorted by `from`.",
    );
    planted(
        high_cost,
        "from = \"2015-01-01\"\nbefore = \"2026-08-01\"",
        "from = \"2026-08-01\"\nbefore = \"2026-08-01\"",
        "the range is empty",
    );
}

#[test]
fn a_missing_tier_or_column() {
    let low2 = "low2 = [5_000, 5_000, 1_000]";
    planted(caps, low2, "", "caps.toml, table of 54 from 2015-01-01: income class \"low2\" is missing.");
    planted(caps, low2, "low2 = [5_000, 5_000]", "income class \"low2\" has 2 cells for 3 columns.");
    planted(caps, low2, "low3 = [5_000, 5_000, 1_000]", "income class \"low3\" is unknown.");
    planted(
        caps,
        low2,
        "low2 = [5_000, 5_000, -1]",
        "caps.toml, table of 54 from 2015-01-01, low2: a cap is -1",
    );
    planted(
        caps,
        r#"columns = ["plain", "severe_and_continuing"]"#,
        r#"columns = ["severe_and_continuing"]"#,
        "the first column is missing",
    );
    planted(caps, r#""ventilator"]"#, r#""ventilators"]"#, "column \"ventilators\" is none of");
    planted(caps, r#""ventilator"]"#, r#""plain"]"#, "column \"plain\" stands twice.");
    planted(caps, r#""ventilator"]"#, r#""severe"]"#, "more than one column of");
    planted(caps, "any = \"none\"", "any = \"nothing\"", "cell \"nothing\" is none of");
    planted(
        caps,
        "any = \"none\"",
        "any = \"none\"\ncolumns = [\"plain\"]",
        "a table of `any` has no columns",
    );
    planted(caps, "any = 10_000", "any = 1_000_000_001", "a cap is 1000000001");
    planted(caps, "haemophilia = 0", "haemophilia = \"free\"", "haemophilia: cell \"free\" is none of");
    planted(caps, r#"schemes = ["24"]"#, r#"schemes = ["25"]"#, "scheme \"25\" is not in schemes.toml.");
    planted(caps, r#"schemes = ["24"]"#, "schemes = []", "caps.toml, scheme \"24\": no cap table.");
    planted(caps, r#"schemes = ["24"]"#, "schemes = []", "the table is of no scheme.");
    planted(
        high_cost,
        "e = { base = 57_600, repeated = 44_400 }\n",
        "",
        "high_cost.toml, period of \"under70\" from 2015-01-01: tier \"e\" is missing.",
    );
    planted(high_cost, "e = { base = 57_600", "f = { base = 57_600", "tier \"f\" is unknown.");
    planted(high_cost, "low1 = 180_000\n", "", "annual from 2026-08-01: tier \"low1\" is missing.");
    planted(high_cost, "group = \"under70\"", "group = \"under71\"", "the group is unknown.");
    let mut texts = texts();
    texts.high_cost = texts.high_cost.replace("\"specific_disease\"", "\"specific\"");
    let found = read(&texts).err().unwrap_or_default().join("\n");
    assert!(found.contains("group \"specific_disease\": no period."), "{found}");
}

#[test]
fn a_row_without_citation_or_with_an_unknown_one() {
    for (file, cite) in [
        (caps as File, "cite = \"nanbyo-rei-1-1\"\n"),
        (parameters, "cite = \"low-income-800000\"\n"),
        (parameters, "cite = \"nanbyo-kokuji-428\"\n"),
        (parameters, "cite = \"nanbyo-application-day\"\n"),
        (parameters, "period_cite = \"nanbyo-rei-3-2\"\n"),
        (parameters, "floor_cite = \"nanbyo-ho-r4-104-18\"\n"),
        (parameters, "cite = \"nanbyo-soku-31\"\n"),
        (high_cost, "cite = \"kokuho-rei-29-3-1\"\n"),
        (high_cost, "cite = \"kokuho-rei-29-2-1\"\n"),
        (high_cost, "cite = \"kenpo-rei-42-11\"\n"),
        (high_cost, ", cite = \"kenpo-rei-f19\""),
        (schemes, "cite = \"payer-order\"\n"),
        (schemes, ", cite = \"nanbyo-ho-5-1\""),
        (schemes, ", cite = \"nanbyo-ho-5-2-1\""),
        (schemes, ", cite = \"nanbyo-ho-5-2-2\""),
    ] {
        planted(file, cite, "", "the row has no citation.");
        planted(file, cite, &cite.replacen("cite = \"", "cite = \"no-", 1), "is not in citations.toml.");
    }
}

#[test]
fn a_status_that_is_missing_unknown_or_claims_too_much() {
    planted(caps, "status = \"confirmed\"\n", "", "does not say whether it is confirmed or unconfirmed.");
    planted(parameters, "status = \"unconfirmed\"", "status = \"sure\"", "status \"sure\" is none of");
    planted(
        schemes,
        r#"cite = "not-at-hand", status = "unconfirmed""#,
        r#"cite = "not-at-hand", status = "confirmed""#,
        "a value with no text at hand cannot be confirmed.",
    );
    planted(
        parameters,
        "cite = \"own-choice\"\nstatus = \"unconfirmed\"",
        "cite = \"own-choice\"\nstatus = \"confirmed\"",
        "lead from 1868-01-01: a value with no text at hand cannot be confirmed.",
    );
}

#[test]
fn the_order_of_payers_and_the_keys() {
    planted(
        schemes,
        r#""13", "14""#,
        r#""13", "13""#,
        "schemes.toml, payer_order: payer \"13\" has a rank twice.",
    );
    planted(schemes, r#""13", "14""#, r#""13", "1""#, "\"1\" is no 法別番号.");
    planted(schemes, r#""13", "14""#, r#""13", "1x""#, "\"1x\" is no 法別番号.");
    planted(
        schemes,
        r#""52", "54", "#,
        r#""52", "#,
        "scheme \"54\": payer \"54\" has no rank in payer_order.",
    );
    planted(schemes, r#"key = "52""#, r#"key = "54""#, "scheme \"54\": the key stands twice.");
    planted(schemes, "answers = true\n", "", "法別番号 38: 0 schemes answer to the bare number");
    planted(schemes, r#"rate = "0.2", "#, "", "at_most needs a rate.");
    planted(schemes, r#"rate = "0.2""#, r#"rate = "2""#, "the rate is no decimal between 0 and 1.");
    planted(
        schemes,
        r#"rule = "of_insurance""#,
        r#"rule = "of_insurance", rate = "0.2""#,
        "of_insurance has no rate.",
    );
    planted(
        schemes,
        r#"rule = "of_insurance""#,
        r#"rule = "insurance""#,
        "share rule \"insurance\" is unknown.",
    );
    planted(
        schemes,
        r#"rule = "designated""#,
        r#"rule = "chosen""#,
        "facilities rule \"chosen\" is unknown.",
    );
    planted(schemes, r#"share = "half""#, r#"share = "third""#, "meal share \"third\" is unknown.");
    planted(schemes, SHARE_OF_18, "share = []", "scheme \"18\": no share rule.");
}

#[test]
fn citations_are_whole() {
    planted(
        citations,
        "id = \"nanbyo-ho-5-2-1\"",
        "id = \"nanbyo-ho-5-1\"",
        "citation \"nanbyo-ho-5-1\": the id stands twice.",
    );
    planted(citations, "id = \"kenpo-75\"", "id = \"Kenpo 75\"", "an id has small letters");
    planted(citations, "id = \"kenpo-75\"", "id = \"\"", "an id has small letters");
    planted(citations, "article = \"第5条第1項\"\n", "", "a law and an article, or a source.");
    planted(
        citations,
        "article = \"第75条\"\n",
        "article = \"第75条\"\nsource = \"x\"\n",
        "a law and an article, or a source.",
    );
    planted(citations, "source = \"肝炎", "law_id = \"1\"\nsource = \"肝炎", "a law id without a law.");
    planted(citations, "url = \"https://", "url = \"http://", "the url does not begin with https://.");
    planted(citations, "sources = [\"S79\"]", "sources = []", "no source number.");
    planted(citations, "sources = [\"S79\"]", "sources = [\"RULES\"]", "is no number of the source list.");
    planted(citations, "sources = [\"S79\"]", "sources = [\"Sx\"]", "is no number of the source list.");
    for refused in
        ["2025-02-29", "2025-13-01", "2025-1-01", "2025-01-00", "1867-01-01", "2025-01", "2025-01-0x"]
    {
        planted(
            citations,
            "checked_on = \"2025-12-12\"",
            &format!("checked_on = \"{refused}\""),
            &format!("\"{refused}\" is no day"),
        );
    }
    planted(citations, "checked_on = ", "looked_on = ", "unknown field");
}

#[test]
fn amounts_that_cannot_be() {
    planted(high_cost, "base = 57_600", "base = 57_601", "57601 cannot be halved to whole yen.");
    planted(high_cost, "repeated = 24_600", "repeated = 44_600", "44600 is above the limit itself.");
    planted(high_cost, "outpatient = 8_000", "outpatient = 88_000", "88000 is above the limit itself.");
    planted(high_cost, "base = 57_600", "base = -2", "an amount is -2");
    planted(high_cost, "low1 = 180_000", "low1 = -2", "annual from 2026-08-01: an amount is -2");
    planted(high_cost, "from = \"2026-08-01\"", "from = \"2026-08-02\"", "with the first of a month only.");
    planted(
        high_cost,
        "before = \"2026-08-01\"",
        "before = \"2026-08-02\"",
        "with the first of a month only.",
    );
    planted(high_cost, "least_month_of_75 = 10_500", "least_month_of_75 = 10_000", "is not half.");
    planted(parameters, "amount = 800_000", "amount = -800_000", "which is no amount of a table.");
    planted(parameters, "threshold_exclusive = 33_330", "threshold_exclusive = -1", "the threshold is -1");
    planted(parameters, "need = 3", "need = 13", "need does not fit into window_months.");
    planted(parameters, "need = 3", "need = 0", "need does not fit into window_months.");
    planted(parameters, "floor_to = 1", "floor_to = 100", "floor_to must be 1 or 10.");
    planted(parameters, "months = 1\n", "", "retroactive needs months");
    planted(parameters, "months = 1\n", "months = 4\n", "retroactive needs months");
    planted(parameters, "not_before = \"2023-10-01\"\n", "", "retroactive needs months");
    planted(parameters, "rule = \"retroactive\"", "rule = \"backwards\"", "rule \"backwards\" is unknown.");
    planted(parameters, "ground = \"severity\"", "ground = \"wish\"", "the ground is unknown.");
    for row in ["high_cost_long_term]]\nscheme = ", "start_date]]\nscheme = ", "validity]]\nscheme = "] {
        planted(
            parameters,
            &format!("{row}\"54\""),
            &format!("{row}\"55\""),
            "the scheme is not in schemes.toml.",
        );
    }
    let benefits = r#"benefits = ["middle1", "middle2", "upper"]"#;
    planted(
        parameters,
        benefits,
        r#"benefits = ["low2", "middle1", "middle2", "upper"]"#,
        "benefits and the cap table differ about income class \"low2\".",
    );
    planted(
        parameters,
        benefits,
        r#"benefits = ["middle2", "upper"]"#,
        "benefits and the cap table differ about income class \"middle1\".",
    );
    planted(parameters, benefits, r#"benefits = ["rich"]"#, "income class \"rich\" is unknown.");
    let mut texts = texts();
    texts.caps = texts.caps.replace(", \"high_cost_long_term\"", "");
    let found = read(&texts).err().unwrap_or_default().join("\n");
    assert!(found.contains("the cap table of the scheme has no reduced column."), "{found}");
}

#[test]
fn a_set_without_rows() {
    let mut texts = texts();
    let start = texts.parameters.find("[[newborn]]").unwrap_or_default();
    let end = texts.parameters.find("# ---- 結核").unwrap_or_default();
    texts.parameters.replace_range(start..end, "");
    texts.parameters.insert_str(0, "newborn = []\n");
    let found = read(&texts).err().unwrap_or_default().join("\n");
    assert!(found.contains("parameters.toml, newborn: no row."), "{found}");
    planted(parameters, "what = \"age\"", "what = \"old_age\"", "lead: \"old_age\" is none of");
    planted(parameters, "what = \"age\"", "what = \"ended\"", "parameters.toml, lead: no row.");
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    for (file, name) in [
        (citations as File, "citations.toml: "),
        (schemes, "schemes.toml: "),
        (caps, "caps.toml: "),
        (parameters, "parameters.toml: "),
        (high_cost, "high_cost.toml: "),
    ] {
        let mut texts = texts();
        file(&mut texts).push_str("\n[[");
        assert!(read(&texts).err().unwrap_or_default().join("\n").contains(name), "{name}");
    }
}

#[test]
fn rates_are_read_by_their_digits() {
    for (text, share) in [("0.2", 2_000), ("0.05", 500), ("1", 10_000), ("0.0001", 1), ("0", 0)] {
        assert_eq!(ten_thousandths(text), Some(share), "{text}");
    }
    for refused in ["1.1", "0.00001", "-0.1", "", "x", "0.2x", "7"] {
        assert_eq!(ten_thousandths(refused), None, "{refused}");
    }
}
