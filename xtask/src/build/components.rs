//! What the product is made of, as a list other programs read (CycloneDX 1.6): `target/build/components.cdx.json`. The same sources give
//! the same list, so it carries no time and no number of its own.

use crate::components::{self, Component, Kind};
use crate::fault::{Fault, Outcome};
use crate::places::Places;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Writes the list.
pub fn write(places: &Places) -> Outcome {
    let path = places.target.join("build/components.cdx.json");
    let components = components::all(places)?;
    let write = || {
        std::fs::create_dir_all(path.parent().unwrap_or(&path))?;
        std::fs::write(&path, list(&components))
    };
    write().map_err(|error| Fault::plain(format!("{} could not be written: {error}", path.display())))?;
    let delivered = components.iter().filter(|one| one.delivered && !one.is_ours()).count();
    println!("{} components, {delivered} of them delivered: {}", components.len(), path.display());
    Ok(())
}

fn list(components: &[Component]) -> String {
    let ours = components.iter().find(|one| one.is_ours()).map_or("0", |one| one.version.as_str());
    let each: Vec<String> = components.iter().map(one).collect();
    let addresses = Addresses::of(components);
    let uses: Vec<String> = components.iter().map(|one| addresses.uses(one)).collect();
    format!(
        "{{\n  \"bomFormat\": \"CycloneDX\",\n  \"specVersion\": \"1.6\",\n  \"version\": 1,\n  \"metadata\": {{\n    \
         \"component\": {{ \"type\": \"application\", \"name\": \"pmh-portal\", \"version\": {} }}\n  }},\n  \
         \"components\": [\n{}\n  ],\n  \"dependencies\": [\n{}\n  ]\n}}\n",
        text(ours),
        each.join(",\n"),
        uses.join(",\n")
    )
}

fn one(component: &Component) -> String {
    let kind = if component.is_ours() { "application" } else { "library" };
    let scope = if component.delivered || component.is_ours() { "required" } else { "excluded" };
    let address = text(&component.address());
    let mut line = format!(
        "    {{ \"type\": \"{kind}\", \"bom-ref\": {address}, \"name\": {}, \"version\": {}, \"purl\": {address}, \"scope\": \"{scope}\"",
        text(&component.name),
        text(&component.version)
    );
    if !component.hash.is_empty() {
        let algorithm = match component.kind {
            Kind::Crate => "SHA-256",
            Kind::Npm => "SHA-512",
        };
        let _ = write!(
            line,
            ", \"hashes\": [{{ \"alg\": \"{algorithm}\", \"content\": {} }}]",
            text(&component.hash)
        );
    }
    if !component.licence.is_empty() {
        let _ = write!(line, ", \"licenses\": [{{ \"expression\": {} }}]", text(&component.licence));
    }
    line.push_str(" }");
    line
}

/// A lock names a crate alone where there is one version of it, else with its version.
struct Addresses<'a>(BTreeMap<&'a str, Vec<&'a Component>>);

impl<'a> Addresses<'a> {
    fn of(components: &'a [Component]) -> Self {
        let mut named: BTreeMap<&str, Vec<&Component>> = BTreeMap::new();
        for component in components.iter().filter(|one| one.kind == Kind::Crate) {
            named.entry(&component.name).or_default().push(component);
        }
        Addresses(named)
    }

    fn uses(&self, component: &Component) -> String {
        let address = |used: &String| {
            let (name, version) = used.split_once(' ').unwrap_or((used, ""));
            let known =
                self.0.get(name)?.iter().find(|known| version.is_empty() || known.version == version)?;
            Some(text(&known.address()))
        };
        let uses: Vec<String> = component.uses.iter().filter_map(address).collect();
        format!("    {{ \"ref\": {}, \"dependsOn\": [{}] }}", text(&component.address()), uses.join(", "))
    }
}

fn text(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn component(name: &str, version: &str, uses: &[&str]) -> Component {
        Component {
            kind: Kind::Crate,
            name: name.to_owned(),
            version: version.to_owned(),
            source: "registry".to_owned(),
            hash: "0f".repeat(32),
            licence: "MIT OR Apache-2.0".to_owned(),
            delivered: true,
            uses: uses.iter().map(|used| (*used).to_owned()).collect(),
        }
    }

    /// What the schema of CycloneDX 1.6 requires: of the document `bomFormat` and `specVersion`, of a component `type` and `name`, of a
    /// hash `alg` and `content`, of a dependency `ref`; every reference is unique and leads somewhere.
    #[test]
    fn the_list_has_every_field_the_format_asks_for() {
        let components = [
            component("a", "1.0.0", &["b 2.0.0"]),
            component("b", "1.0.0", &[]),
            component("b", "2.0.0", &["a"]),
        ];
        let list = list(&components);
        assert!(
            list.starts_with(
                "{\n  \"bomFormat\": \"CycloneDX\",\n  \"specVersion\": \"1.6\",\n  \"version\": 1,"
            ),
            "{list}"
        );
        for one in ["a@1.0.0", "b@1.0.0", "b@2.0.0"] {
            let line = format!(
                "{{ \"type\": \"library\", \"bom-ref\": \"pkg:cargo/{one}\", \"name\": \"{}\"",
                &one[..1]
            );
            assert_eq!(list.matches(&line).count(), 1, "{list}");
        }
        let hash = format!("\"hashes\": [{{ \"alg\": \"SHA-256\", \"content\": \"{}\" }}]", "0f".repeat(32));
        assert_eq!(list.matches(&hash).count(), 3, "{list}");
        assert_eq!(list.matches("\"licenses\": [{ \"expression\": \"MIT OR Apache-2.0\" }]").count(), 3);
        for line in [
            "{ \"ref\": \"pkg:cargo/a@1.0.0\", \"dependsOn\": [\"pkg:cargo/b@2.0.0\"] }",
            "{ \"ref\": \"pkg:cargo/b@2.0.0\", \"dependsOn\": [\"pkg:cargo/a@1.0.0\"] }",
        ] {
            assert!(list.contains(line), "{list}");
        }
    }

    #[test]
    fn the_list_is_json() {
        let list = list(&[
            component("a\"\\", "1", &[]),
            Component { hash: String::new(), ..component("c", "1", &[]) },
        ]);
        let (mut depth, mut inside, mut escaped) = (Vec::new(), false, false);
        for sign in list.chars() {
            match sign {
                _ if escaped => escaped = false,
                '\\' if inside => escaped = true,
                '"' => inside = !inside,
                '{' | '[' if !inside => depth.push(sign),
                '}' if !inside => assert_eq!(depth.pop(), Some('{'), "{list}"),
                ']' if !inside => assert_eq!(depth.pop(), Some('['), "{list}"),
                _ => {}
            }
        }
        assert!(depth.is_empty() && !inside, "{list}");
    }
}
