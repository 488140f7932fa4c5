//! What is made once: a month of two thousand charges is not made anew because one reason was opened.
//!
//! A page asks for such parts here by name. What is there is the very element of an earlier page, and the painter passes it over
//! ([`crate::node::Node::Made`]).

use crate::known::{Known, State};
use crate::node::{Element, Node};
use crate::words::Words;
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::{Arc, Weak};

/// The parts of earlier pages, for as long as they would be made from the same.
#[derive(Debug, Default)]
pub struct Made {
    parts: RefCell<Vec<(String, Node)>>,
    /// What they were made from. Told apart, not held: of what was forgotten nothing stays.
    from: RefCell<(Weak<Words>, Weak<Known>)>,
}

impl Made {
    /// A page is made from here on. With other words, or when something else is known, nothing is as before.
    pub fn begin(&self, words: &Arc<Words>, state: &State) {
        let known = match state {
            State::Known(known, _) => Arc::downgrade(known),
            _ => Weak::new(),
        };
        let now = (Arc::downgrade(words), known);
        let before = self.from.replace(now.clone());
        if !(before.0.ptr_eq(&now.0) && before.1.ptr_eq(&now.1)) {
            self.parts.take();
        }
    }

    /// A part: the very one of an earlier page that had the same name.
    pub fn part(&self, name: String, make: impl FnOnce() -> Element) -> Node {
        let before =
            self.parts.borrow().iter().find(|(known, _)| *known == name).map(|(_, part)| part.clone());
        before.unwrap_or_else(|| {
            let part = Node::Made(Rc::new(make()));
            self.parts.borrow_mut().push((name, part.clone()));
            part
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::node::el;

    #[test]
    fn a_part_is_made_once_and_again_in_other_words() {
        let made = Made::default();
        let [japanese, other] = [Words::japanese(), Words::japanese()].map(Arc::new);
        let page = |words, names: &[&str]| {
            made.begin(words, &State::Loading);
            let mut count = 0;
            let nodes: Vec<Node> = names
                .iter()
                .map(|name| {
                    made.part((*name).to_owned(), || {
                        count += 1;
                        el("p").with(*name)
                    })
                })
                .collect();
            (nodes.iter().map(Node::text).collect::<String>(), count)
        };
        assert_eq!(page(&japanese, &["a", "b", "c"]), ("abc".to_owned(), 3));
        assert_eq!(page(&japanese, &["a", "c"]), ("ac".to_owned(), 0));
        assert_eq!(page(&japanese, &["b", "d"]), ("bd".to_owned(), 1));
        assert_eq!(page(&other, &["b", "d"]), ("bd".to_owned(), 2));
    }
}
