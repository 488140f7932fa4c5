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
pub struct Canvas(Rc<RefCell<Option<Painted>>>);

impl Canvas {
    /// Shows this page inside `root`; what stays the same stays untouched.
    pub fn show(&self, root: &web_sys::Node, page: Node) {
        let mut painted = self.0.borrow_mut();
        if let Some(painted) = painted.as_mut() {
            painted.paint(page);
        } else if let Some(first) = Painted::new(page) {
            drop(root.append_child(&first.dom));
            *painted = Some(first);
        }
    }

    /// What using the thing at `target` does.
    pub fn action(&self, target: &web_sys::Node) -> Option<Do> {
        self.0.borrow().as_ref()?.action(target).cloned()
    }
}

/// A part of a page in the document.
struct Painted {
    dom: web_sys::Node,
    /// As it was painted; the children are below.
    was: Node,
    children: Vec<Painted>,
}

impl Painted {
    /// Makes a part. `None` only when the browser refuses to make an element at all.
    fn new(node: Node) -> Option<Painted> {
        match node {
            Node::Text(text) => {
                let dom = document().create_text_node(&text).into();
                Some(Painted { dom, was: Node::Text(text), children: Vec::new() })
            }
            Node::Element(mut element) => {
                let dom = document().create_element(element.tag).ok()?;
                for (name, value) in &element.attributes {
                    drop(dom.set_attribute(name, value));
                }
                let children = std::mem::take(&mut element.children);
                let mut painted =
                    Painted { dom: dom.into(), was: Node::Element(element), children: Vec::new() };
                for child in children {
                    painted.append(child);
                }
                Some(painted)
            }
        }
    }

    /// Shows another state of the same place.
    fn paint(&mut self, node: Node) {
        match (&mut self.was, node) {
            (Node::Text(was), Node::Text(text)) => {
                if *was != text {
                    self.dom.set_node_value(Some(&text));
                    *was = text;
                }
            }
            (Node::Element(was), Node::Element(mut element)) if is_same(was, &element) => {
                set_attributes(&self.dom, was, &element);
                let children = std::mem::take(&mut element.children);
                *was = element;
                self.paint_children(children);
            }
            (_, node) => {
                if let (Some(painted), Some(parent)) = (Painted::new(node), self.dom.parent_node()) {
                    drop(parent.replace_child(&painted.dom, &self.dom));
                    *self = painted;
                }
            }
        }
    }

    /// What using the thing at `target` does: the nearest element around it that does anything.
    fn action(&self, target: &web_sys::Node) -> Option<&Do> {
        let inside = self.children.iter().find(|child| child.dom.contains(Some(target)));
        inside.and_then(|child| child.action(target)).or(match &self.was {
            Node::Element(element) => element.on.as_ref(),
            Node::Text(_) => None,
        })
    }

    /// What is the same from the beginning on and from the end back stays where it is: one row more is one row more to paint, and not every row
    /// below it.
    fn paint_children(&mut self, nodes: Vec<Node>) {
        let (old, new) = (self.children.len(), nodes.len());
        let from_start =
            self.children.iter().zip(&nodes).take_while(|(child, node)| child.may_become(node)).count();
        let back = self.children.iter().rev().zip(nodes.iter().rev()).take(old.min(new) - from_start);
        let from_end = back.take_while(|(child, node)| child.may_become(node)).count();
        for gone in self.children.drain(old.min(new) - from_end..old - from_end) {
            drop(self.dom.remove_child(&gone.dom));
        }
        for (place, node) in nodes.into_iter().enumerate() {
            if (old..new).contains(&(place + from_end)) {
                self.insert(place, node);
            } else if let Some(child) = self.children.get_mut(place) {
                child.paint(node);
            }
        }
    }

    /// Can it be shown as another state of the same element?
    fn may_become(&self, node: &Node) -> bool {
        match (&self.was, node) {
            (Node::Text(_), Node::Text(_)) => true,
            (Node::Element(was), Node::Element(now)) => is_same(was, now),
            _ => false,
        }
    }

    fn insert(&mut self, place: usize, node: Node) {
        if let Some(child) = Painted::new(node) {
            drop(self.dom.insert_before(&child.dom, self.children.get(place).map(|next| &next.dom)));
            self.children.insert(place, child);
        }
    }

    fn append(&mut self, node: Node) {
        if let Some(child) = Painted::new(node) {
            drop(self.dom.append_child(&child.dom));
            self.children.push(child);
        }
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
