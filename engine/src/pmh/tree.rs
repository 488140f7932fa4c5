//! A small tree of elements, made from XML or from a JSON object, so that both are read by one reader.
//!
//! XML here is elements, attributes and text: a document type or an entity of its own is refused, and the tree is bounded in
//! depth, elements and attributes before it is built.

use super::Refused;
use crate::facts::door::{enter_field, holds_individual_number, is_individual_number_key, segment};
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use serde_json::{Map, Value};

const DEEPEST: usize = 32;
const MOST_ELEMENTS: usize = 20_000;
const MOST_ATTRIBUTES: usize = 32;

/// One element: its name without namespace prefix, its attributes, its own text, its children in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Element {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub text: String,
    pub children: Vec<Element>,
}

impl Element {
    fn named(name: &str) -> Self {
        Element { name: name.to_owned(), ..Element::default() }
    }

    /// Holds text only.
    pub fn is_leaf(&self) -> bool {
        self.children.is_empty()
    }

    /// Holds nothing at all.
    pub fn is_empty(&self) -> bool {
        self.is_leaf() && self.attributes.is_empty() && self.text.trim().is_empty()
    }

    /// The children of this name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The tree as JSON, nothing left out: for keeping what is not understood.
    pub fn to_json(&self) -> Value {
        let mut object = Map::new();
        object.insert("name".to_owned(), Value::from(self.name.as_str()));
        if !self.attributes.is_empty() {
            let pairs =
                self.attributes.iter().map(|(name, value)| (name.clone(), Value::from(value.as_str())));
            object.insert("attributes".to_owned(), Value::Object(pairs.collect()));
        }
        if !self.text.is_empty() {
            object.insert("text".to_owned(), Value::from(self.text.as_str()));
        }
        if !self.children.is_empty() {
            object.insert("children".to_owned(), self.children.iter().map(Element::to_json).collect());
        }
        Value::Object(object)
    }

    /// A JSON value as an element: fields are children, an array repeats its element, a plain value is text.
    pub fn from_json(name: &str, value: &Value) -> Self {
        let mut element = Element::named(name);
        match value {
            Value::Null => {}
            Value::Bool(flag) => element.text = flag.to_string(),
            Value::Number(number) => element.text = number.to_string(),
            Value::String(text) => element.text.clone_from(text),
            Value::Array(items) => {
                element.children = items.iter().map(|item| Element::from_json(name, item)).collect();
            }
            Value::Object(fields) => {
                for (key, field) in fields {
                    match field {
                        Value::Array(items) => {
                            element.children.extend(items.iter().map(|item| Element::from_json(key, item)));
                        }
                        other => element.children.push(Element::from_json(key, other)),
                    }
                }
            }
        }
        element
    }
}

/// Parses one XML document into its root element.
pub(super) fn parse(xml: &str) -> Result<Element, Refused> {
    let mut reader = Reader::from_str(xml);
    let mut open: Vec<Element> = Vec::new();
    let mut root = None;
    let mut elements = 0_usize;
    loop {
        let event = reader.read_event().map_err(|error| refuse("xml.malformed", &open, &kind_of(&error)))?;
        match event {
            Event::Start(tag) => {
                admit(&mut elements, &open, root.as_ref())?;
                open.push(start(&tag, &open)?);
            }
            Event::Empty(tag) => {
                admit(&mut elements, &open, root.as_ref())?;
                let element = start(&tag, &open)?;
                close(element, &mut open, &mut root)?;
            }
            Event::End(_) => {
                let Some(element) = open.pop() else {
                    return Err(refuse("xml.malformed", &open, "end without start"));
                };
                close(element, &mut open, &mut root)?;
            }
            Event::Text(text) => add(&mut open, &text.xml10_content())?,
            Event::CData(text) => add(&mut open, &text.xml10_content())?,
            Event::GeneralRef(reference) => match reference.resolve_char_ref() {
                Ok(Some(letter)) if is_xml_letter(letter) => add(&mut open, letter.encode_utf8(&mut [0; 4]))?,
                Ok(None) => {
                    let text = quick_xml::escape::resolve_xml_entity(&reference)
                        .ok_or_else(|| refuse("xml.entity", &open, "only the five of XML itself"))?;
                    add(&mut open, text)?;
                }
                _ => return Err(refuse("xml.malformed", &open, "character reference")),
            },
            Event::DocType(_) => return Err(refuse("xml.doctype", &open, "")),
            Event::Comment(_) | Event::PI(_) | Event::Decl(_) => {}
            Event::Eof => break,
        }
    }
    if !open.is_empty() {
        return Err(refuse("xml.malformed", &open, "ends inside an element"));
    }
    root.ok_or_else(|| refuse("xml.malformed", &open, "no element"))
}

/// The parser's words without the text it stumbled over.
fn kind_of(error: &quick_xml::Error) -> String {
    match error {
        quick_xml::Error::Syntax(syntax) => syntax.to_string(),
        quick_xml::Error::IllFormed(_) => "tags do not match".to_owned(),
        _ => "not XML".to_owned(),
    }
}

fn admit(elements: &mut usize, open: &[Element], root: Option<&Element>) -> Result<(), Refused> {
    *elements += 1;
    if root.is_some() {
        Err(refuse("xml.malformed", open, "a second root"))
    } else if open.len() >= DEEPEST {
        Err(refuse("xml.too_deep", open, &format!("more than {DEEPEST} levels")))
    } else if *elements > MOST_ELEMENTS {
        Err(refuse("xml.too_many", open, &format!("more than {MOST_ELEMENTS} elements")))
    } else {
        Ok(())
    }
}

fn start(tag: &BytesStart<'_>, open: &[Element]) -> Result<Element, Refused> {
    let mut element = Element::named(tag.local_name().as_ref());
    let within = |name: &str| {
        let mut path = path(open);
        enter_field(&mut path, name);
        path
    };
    if is_individual_number_key(&element.name) || holds_individual_number(&element.name) {
        return Err(Refused::new("my_number", within(&element.name), ""));
    }
    // Unchecked: looking for a name given twice would take the square of their number.
    for attribute in tag.attributes().with_checks(false) {
        let attribute = attribute.map_err(|_| refuse("xml.malformed", open, "attribute"))?;
        if attribute.key.as_ref() == "xmlns" || attribute.key.as_ref().starts_with("xmlns:") {
            continue;
        }
        if element.attributes.len() == MOST_ATTRIBUTES {
            return Err(refuse("xml.too_many", open, &format!("more than {MOST_ATTRIBUTES} attributes")));
        }
        let name = attribute.key.local_name().as_ref().to_owned();
        let value = attribute
            .normalized_value(XmlVersion::Implicit1_0)
            .map_err(|_| refuse("xml.entity", open, "in an attribute"))?
            .into_owned();
        if is_individual_number_key(&name)
            || holds_individual_number(&name)
            || holds_individual_number(&value)
        {
            return Err(Refused::new("my_number", within(&element.name), ""));
        }
        element.attributes.push((name, value));
    }
    Ok(element)
}

/// An element is whole: its text is looked at once more, then it goes to its parent.
fn close(mut element: Element, open: &mut [Element], root: &mut Option<Element>) -> Result<(), Refused> {
    if !element.children.is_empty() && element.text.trim().is_empty() {
        element.text.clear();
    }
    if holds_individual_number(&element.text) {
        let mut path = path(open);
        enter_field(&mut path, &element.name);
        return Err(Refused::new("my_number", path, ""));
    }
    match open.last_mut() {
        Some(parent) => parent.children.push(element),
        None => *root = Some(element),
    }
    Ok(())
}

fn add(open: &mut [Element], text: &str) -> Result<(), Refused> {
    if let Some(element) = open.last_mut() {
        element.text.push_str(text);
        Ok(())
    } else if text.trim_matches(['\u{feff}', ' ', '\t', '\r', '\n']).is_empty() {
        Ok(())
    } else {
        Err(refuse("xml.malformed", open, "text outside the root"))
    }
}

/// Letters XML 1.0 allows.
fn is_xml_letter(letter: char) -> bool {
    matches!(letter, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

fn refuse(code: &'static str, open: &[Element], detail: &str) -> Refused {
    Refused::new(code, path(open), detail)
}

/// `XmlMsg.MessageBody.MedicalSubsidies[1].ValidFrom`: an index where a sister of the same name came before.
fn path(open: &[Element]) -> String {
    let mut path = String::new();
    for (depth, element) in open.iter().enumerate() {
        enter_field(&mut path, &segment(&element.name));
        let sisters = depth
            .checked_sub(1)
            .and_then(|above| open.get(above))
            .map_or(0, |parent| parent.children.iter().filter(|child| child.name == element.name).count());
        if sisters > 0 {
            crate::facts::door::enter_item(&mut path, sisters);
        }
    }
    path
}
