//! Tells the portal the addresses of its languages.

include!("words_name.rs");

fn main() {
    println!("cargo:rerun-if-changed=words_name.rs");
    for code in ["ja", "ja-easy", "en"] {
        let file = format!("../public/messages/{code}.txt");
        println!("cargo:rerun-if-changed={file}");
        let text = std::fs::read(&file).unwrap_or_else(|error| panic!("{file}: {error}"));
        let variable = code.to_uppercase().replace('-', "_");
        println!("cargo:rustc-env=WORDS_{variable}={}", words_name(code, &text));
    }
}
