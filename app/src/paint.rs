//! Puts a page into the document and changes it in place: an element that stays the same element keeps its focus, its
//! scrolling and what was typed into it, and a reader is told only what is new.

use crate::action::Do;
use crate::node::{Element, Node};
use leptos::prelude::document;
use leptos::web_sys;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast;

/// The place where pages are painted, one after another. Handed around, it stays the same place.
#[derive(Clone, Default)]
pub struct Canvas(Rc<RefCell<Option<(Node, Painted)>>>);

impl Canvas {
    /// Shows this page inside `root`; what stays the same stays untouched.
    pub fn show(&self, root: &web_sys::Node, page: Node) {
        let mut canvas = self.0.borrow_mut();
        if let Some((was, painted)) = canvas.as_mut() {
            painted.paint(was, &page);
            *was = page;
        } else {
            let first = Painted::new(&page);
            drop(root.append_child(&first.dom));
            *canvas = Some((page, first));
        }
    }

    /// What using the thing at `target` does.
    pub fn action(&self, target: &web_sys::Node) -> Option<Do> {
        let canvas = self.0.borrow();
        let (page, painted) = canvas.as_ref()?;
        painted.action(page, target).cloned()
    }
}

/// A part of a page in the document: its place there, and those of its children.
struct Painted {
    dom: web_sys::Node,
    children: Vec<Painted>,
}

impl Painted {
    /// Makes a part. An element that the browser refuses to make is an empty place.
    fn new(node: &Node) -> Painted {
        let text = |text: &str| document().create_text_node(text).into();
        let element = match node {
            Node::Text(said) => return Painted { dom: text(said), children: Vec::new() },
            Node::Element(element) => element,
            Node::Made(element) => element,
        };
        let Ok(dom) = document().create_element(element.tag) else {
            return Painted { dom: text(""), children: Vec::new() };
        };
        for (name, value) in &element.attributes {
            drop(dom.set_attribute(name, value));
        }
        let children = element.children.iter().map(Painted::new);
        let children = children.inspect(|child| drop(dom.append_child(&child.dom))).collect();
        Painted { dom: dom.into(), children }
    }

    /// Shows another state of the same place.
    fn paint(&mut self, was: &Node, now: &Node) {
        if was.is_the_very(now) {
            return;
        }
        match (was.element(), now.element()) {
            (Some(was), Some(now)) if is_same(was, now) => {
                set_attributes(&self.dom, was, now);
                self.paint_children(&was.children, &now.children);
            }
            (None, None) => {
                if was != now
                    && let Node::Text(text) = now
                {
                    self.dom.set_node_value(Some(text));
                }
            }
            _ => {
                let painted = Painted::new(now);
                if let Some(parent) = self.dom.parent_node() {
                    drop(parent.replace_child(&painted.dom, &self.dom));
                }
                *self = painted;
            }
        }
    }

    /// What using the thing at `target` does: the nearest element around it that does anything.
    fn action<'n>(&self, node: &'n Node, target: &web_sys::Node) -> Option<&'n Do> {
        let element = node.element()?;
        let mut inside = self.children.iter().zip(&element.children);
        let inside = inside.find(|(child, _)| child.dom.contains(Some(target)));
        inside.and_then(|(child, node)| child.action(node, target)).or(element.on.as_ref())
    }

    /// What is the same from the beginning on and from the end back stays where it is: one row more is one row more to paint, and not every row
    /// below it.
    fn paint_children(&mut self, was: &[Node], nodes: &[Node]) {
        let (old, new) = (was.len(), nodes.len());
        let may_become = |(was, now): &(&Node, &Node)| may_become(was, now);
        let from_start = was.iter().zip(nodes).take_while(may_become).count();
        let back = was.iter().rev().zip(nodes.iter().rev()).take(old.min(new) - from_start);
        let from_end = back.take_while(may_become).count();
        for gone in self.children.drain(old.min(new) - from_end..old - from_end) {
            drop(self.dom.remove_child(&gone.dom));
        }
        for (place, node) in nodes.iter().enumerate() {
            if (old..new).contains(&(place + from_end)) {
                self.insert(place, node);
            } else {
                let before = if place + from_end < old.min(new) { place } else { place + old - new };
                if let (Some(child), Some(was)) = (self.children.get_mut(place), was.get(before)) {
                    child.paint(was, node);
                }
            }
        }
    }

    fn insert(&mut self, place: usize, node: &Node) {
        let child = Painted::new(node);
        drop(self.dom.insert_before(&child.dom, self.children.get(place).map(|next| &next.dom)));
        self.children.insert(place, child);
    }
}

/// Can it be shown as another state of the same element?
fn may_become(was: &Node, now: &Node) -> bool {
    match (was.element(), now.element()) {
        (Some(was), Some(now)) => is_same(was, now),
        (None, None) => true,
        _ => false,
    }
}

/// The same element in another state: what has an `id`, or is about a charge, is the same only as long as it keeps it.
fn is_same(was: &Element, now: &Element) -> bool {
    was.tag == now.tag
        && ["id", "data-charge"].into_iter().all(|name| was.attribute(name) == now.attribute(name))
}

fn set_attributes(dom: &web_sys::Node, was: &Element, now: &Element) {
    let Some(dom) = dom.dyn_ref::<web_sys::Element>() else { return };
    for (name, _) in was.attributes.iter().filter(|(name, _)| now.attribute(name).is_none()) {
        drop(dom.remove_attribute(name));
    }
    for (name, value) in now.attributes.iter().filter(|(name, value)| was.attribute(name) != Some(value)) {
        drop(dom.set_attribute(name, value));
    }
}
