// Included by app/build.rs and by xtask, which must agree on it.

/// Address of a language's words below the portal's base: named by what is in it, so that no build ever gets the words of
/// another (FNV-1a; it tells versions apart and guards nothing).
pub fn words_name(code: &str, text: &[u8]) -> String {
    let hash = text.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("words/{code}-{hash:016x}.txt")
}
