//! Tells the pages the addresses of their words.

include!("words_name.rs");

fn main() {
    println!("cargo:rerun-if-changed=words_name.rs");
    for code in ["ja", "ja-easy", "en", "apply-ja", "apply-ja-easy", "apply-en"] {
        let file = format!("../public/messages/{}.txt", code.replace("apply-", "apply/"));
        println!("cargo:rerun-if-changed={file}");
        let text = std::fs::read(&file).unwrap_or_else(|error| panic!("{file}: {error}"));
        let variable = code.to_uppercase().replace('-', "_");
        println!("cargo:rustc-env=WORDS_{variable}={}", words_name(code, &text));
    }
}
