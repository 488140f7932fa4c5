//! A page as data: elements, texts, and what an element does when it is used. `paint` puts it into the document.
//!
//! Pages are plain functions from what is known to such a tree, so a test on any machine can read every page of every sample
//! person, and a page costs the bundle its words and little else.

use crate::action::Do;
use std::ops::{Deref, DerefMut};
use std::rc::Rc;

/// A part of a page.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// Characters; never markup.
    Text(String),
    /// An element.
    Element(Element),
    /// An element that is made once and shown again and again (`made.rs`).
    Made(Rc<Element>),
}

impl Node {
    /// The element it is, if it is one.
    pub fn element(&self) -> Option<&Element> {
        match self {
            Node::Text(_) => None,
            Node::Element(element) => Some(element),
            Node::Made(element) => Some(element),
        }
    }

    /// Not only as the other, but made together with it: nothing in it needs to be looked at.
    pub fn is_the_very(&self, other: &Node) -> bool {
        matches!((self, other), (Node::Made(one), Node::Made(other)) if Rc::ptr_eq(one, other))
    }
}

/// An element. Boxed, because pages hand elements on at every step, and a pointer is small to hand on.
#[derive(Clone, Debug, PartialEq)]
pub struct Element(Box<Parts>);

/// What an element consists of.
#[derive(Clone, Debug, PartialEq)]
pub struct Parts {
    /// Its name.
    pub tag: &'static str,
    /// Its attributes, each once.
    pub attributes: Vec<(&'static str, String)>,
    /// What happens when it is clicked, or changed if it is a field.
    pub on: Option<Do>,
    /// What is in it.
    pub children: Vec<Node>,
}

/// An empty element: `el("p")`, `el("section.card")`.
pub fn el(name: &'static str) -> Element {
    let (tag, class) = name.split_once('.').unwrap_or((name, ""));
    let element = Element(Box::new(Parts { tag, attributes: Vec::new(), on: None, children: Vec::new() }));
    if class.is_empty() { element } else { element.set("class", class.replace('.', " ")) }
}

impl Deref for Element {
    type Target = Parts;
    fn deref(&self) -> &Parts {
        &self.0
    }
}
impl DerefMut for Element {
    fn deref_mut(&mut self) -> &mut Parts {
        &mut self.0
    }
}

impl Element {
    /// Sets an attribute.
    pub fn set(mut self, name: &'static str, value: impl Into<String>) -> Element {
        let value = value.into();
        match self.attributes.iter_mut().find(|(known, _)| *known == name) {
            Some(known) => known.1 = value,
            None => self.attributes.push((name, value)),
        }
        self
    }

    /// Says what happens when it is used.
    pub fn on(mut self, action: Do) -> Element {
        self.on = Some(action);
        self
    }

    /// Puts something in, after what is there.
    pub fn with(mut self, children: impl Into<Nodes>) -> Element {
        self.children.append(&mut children.into().0);
        self
    }

    /// Value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }
}

/// What can be put into an element.
pub struct Nodes(pub Vec<Node>);

impl From<&str> for Nodes {
    fn from(text: &str) -> Nodes {
        Nodes(vec![Node::Text(text.to_owned())])
    }
}
impl From<String> for Nodes {
    fn from(text: String) -> Nodes {
        Nodes(vec![Node::Text(text)])
    }
}
impl From<Element> for Nodes {
    fn from(element: Element) -> Nodes {
        Nodes(vec![Node::Element(element)])
    }
}
impl From<Option<Element>> for Nodes {
    fn from(element: Option<Element>) -> Nodes {
        Nodes(element.map(Node::Element).into_iter().collect())
    }
}
impl From<Vec<Element>> for Nodes {
    fn from(elements: Vec<Element>) -> Nodes {
        Nodes(elements.into_iter().map(Node::Element).collect())
    }
}
impl From<Vec<Node>> for Nodes {
    fn from(nodes: Vec<Node>) -> Nodes {
        Nodes(nodes)
    }
}

#[cfg(test)]
impl Node {
    /// The characters in it, as they are read.
    pub fn text(&self) -> String {
        match self {
            Node::Text(text) => text.clone(),
            Node::Element(_) | Node::Made(_) => {
                self.element().into_iter().flat_map(|element| &element.children).map(Node::text).collect()
            }
        }
    }

    /// Every element in it, itself first.
    pub fn elements(&self) -> Vec<&Element> {
        self.element().map_or_else(Vec::new, |element| {
            let below = element.children.iter().flat_map(Node::elements);
            std::iter::once(element).chain(below).collect()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_element_says_what_it_is() {
        let element = el("p.support.wide").set("id", "x").with("a").with(el("b").with("c")).with(None);
        assert_eq!(element.tag, "p");
        assert_eq!(element.attribute("class"), Some("support wide"));
        assert_eq!(Node::Element(element).text(), "ac");
    }
}
