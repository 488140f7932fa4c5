//! ふりがな: in やさしい日本語 the words carry readings, 漢字（かんじ）, which become ruby above the characters.

use crate::node::{Element, Node, el};

/// The same page with every reading above its characters.
pub fn annotate(mut element: Element) -> Element {
    let mut children = Vec::with_capacity(element.children.len());
    for child in std::mem::take(&mut element.children) {
        match child {
            Node::Text(text) => children.append(&mut read(&text)),
            Node::Element(inner) => children.push(Node::Element(annotate(inner))),
            // Finished when it was made.
            made @ Node::Made(_) => children.push(made),
        }
    }
    element.children = children;
    element
}

/// The words without their readings: for the title, where no ruby can stand.
pub fn plain(text: &str) -> String {
    let base = |node: Node| match node {
        Node::Text(text) => text,
        Node::Element(mut ruby) => match ruby.children.drain(..).next() {
            Some(Node::Text(base)) => base,
            _ => String::new(),
        },
        Node::Made(_) => String::new(),
    };
    read(text).into_iter().map(base).collect()
}

/// The characters that carry a reading and what is around them.
fn read(text: &str) -> Vec<Node> {
    let mut nodes = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('（') {
        let reading =
            after.split_once('）').filter(|(reading, _)| !reading.is_empty() && reading.chars().all(is_kana));
        let start = before.char_indices().rev().take_while(|(_, letter)| is_kanji(*letter)).last();
        if let (Some((reading, after)), Some((start, _))) = (reading, start) {
            let (before, base) = before.split_at(start);
            plain.push_str(before);
            if !plain.is_empty() {
                nodes.push(Node::Text(std::mem::take(&mut plain)));
            }
            // A reader without ruby shows the reading in brackets, as the words have it.
            let bracket = |text: &'static str| el("rp").with(text);
            let ruby =
                el("ruby").with(base).with(bracket("（")).with(el("rt").with(reading)).with(bracket("）"));
            nodes.push(Node::Element(ruby));
            rest = after;
        } else {
            plain.push_str(before);
            plain.push('（');
            rest = after;
        }
    }
    plain.push_str(rest);
    if !plain.is_empty() {
        nodes.push(Node::Text(plain));
    }
    nodes
}

fn is_kana(letter: char) -> bool {
    matches!(letter, 'ぁ'..='ゖ' | 'ー')
}

fn is_kanji(letter: char) -> bool {
    matches!(letter, '一'..='鿿' | '々' | '〆')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> String {
        let tell = |node: &Node| match node {
            Node::Text(text) => text.clone(),
            Node::Element(_) | Node::Made(_) => ["[", &node.text(), "]"].concat(),
        };
        read(text).iter().map(tell).collect()
    }

    #[test]
    fn a_reading_stands_over_the_characters_before_it() {
        assert_eq!(told("今月（こんげつ）、払（はら）います"), "[今月（こんげつ）]、[払（はら）]います");
    }

    #[test]
    fn a_title_has_the_words_without_their_readings() {
        assert_eq!(plain("お金（かね）の 申（もう）し込（こ）み（指定難病）"), "お金の 申し込み（指定難病）");
    }

    #[test]
    fn what_is_no_reading_stays_as_it_is() {
        for text in ["特定医療費（指定難病）", "A（あ）", "（", "金額（", "（　）"] {
            assert_eq!(told(text), text);
        }
    }

    #[test]
    fn a_page_is_annotated_all_through() {
        let page = annotate(el("main").with(el("p").with("月（つき）")));
        let Some(Node::Element(p)) = page.children.first() else { panic!("{page:?}") };
        assert!(matches!(p.children.first(), Some(Node::Element(ruby)) if ruby.tag == "ruby"));
    }
}
