//! HTML that is what it says: names are the program's own, and whatever comes from elsewhere goes in as text or as an attribute's value, escaped.

/// A piece of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Markup(String);

impl Markup {
    pub fn into_string(self) -> String {
        self.0
    }
}

impl FromIterator<Markup> for Markup {
    fn from_iter<I: IntoIterator<Item = Markup>>(parts: I) -> Self {
        Markup(parts.into_iter().map(|part| part.0).collect())
    }
}

impl<const N: usize> From<[Markup; N]> for Markup {
    fn from(parts: [Markup; N]) -> Self {
        parts.into_iter().collect()
    }
}

impl From<Option<Markup>> for Markup {
    fn from(part: Option<Markup>) -> Self {
        part.unwrap_or_default()
    }
}

impl From<&str> for Markup {
    fn from(text: &str) -> Self {
        Markup(escaped(text))
    }
}

impl From<String> for Markup {
    fn from(text: String) -> Self {
        Markup::from(&*text)
    }
}

/// An attribute; one with an empty name is left out.
pub type Attribute<'a> = (&'static str, &'a str);

/// An element with what is in it.
pub fn el(name: &'static str, attributes: &[Attribute<'_>], inside: impl Into<Markup>) -> Markup {
    let Markup(inside) = inside.into();
    Markup(format!("<{name}{}>{inside}</{name}>", written(attributes)))
}

/// An element that holds nothing.
pub fn void(name: &'static str, attributes: &[Attribute<'_>]) -> Markup {
    Markup(format!("<{name}{}>", written(attributes)))
}

/// An attribute that is there or not.
pub fn only_if(there: bool, attribute: Attribute<'_>) -> Attribute<'_> {
    if there { attribute } else { ("", "") }
}

fn written(attributes: &[Attribute<'_>]) -> String {
    let named = attributes.iter().filter(|(name, _)| !name.is_empty());
    named.map(|(name, value)| format!(" {name}=\"{}\"", escaped(value))).collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_comes_from_elsewhere_stays_text() {
        let evil = "\"'><script>alert(1)</script>&";
        let page =
            el("p", &[("title", evil), only_if(false, ("hidden", ""))], [evil.into(), void("br", &[])]);
        assert_eq!(
            page.into_string(),
            "<p title=\"&quot;&#39;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;\">\
             &quot;&#39;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;<br></p>"
        );
    }
}
