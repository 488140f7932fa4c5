//! The last page: shown when the program itself has failed. Uses nothing that could have failed with it.

use leptos::prelude::document;

const SORRY: &str = "表示に失敗しました。登録された内容は失われていません。ページを読み込み直してください。";

/// Replaces the page by an apology. The technical text goes to the console only.
pub fn show(technical: &str) {
    leptos::logging::error!("{technical}");
    let document = document();
    let (Some(body), Ok(apology), Ok(text), Ok(again)) = (
        document.body(),
        document.create_element("main"),
        document.create_element("p"),
        document.create_element("a"),
    ) else {
        return;
    };
    text.set_text_content(Some(SORRY));
    drop(text.set_attribute("role", "alert"));
    again.set_text_content(Some("もう一度"));
    drop(again.set_attribute("href", ""));
    drop(apology.append_child(&text));
    drop(apology.append_child(&again));
    body.replace_children_with_node_1(&apology);
}
