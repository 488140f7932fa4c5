//! PNG: the chunks that are the picture stay; text, time, profiles and Exif do not.

use super::{Refusal, crc};

pub const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
/// Chunks without which the picture would look different.
const KEPT: [&[u8]; 10] =
    [b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"pHYs"];

/// The picture without what stands beside it.
pub fn stripped(bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    let mut rest = bytes.strip_prefix(SIGNATURE).ok_or(Refusal::Broken)?;
    let mut clean = SIGNATURE.to_vec();
    let (mut first, mut data) = (true, false);
    loop {
        let (length, after) = rest.split_first_chunk::<4>().ok_or(Refusal::Broken)?;
        let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| Refusal::Broken)?;
        let (kind, after) = after.split_at_checked(4).ok_or(Refusal::Broken)?;
        let (body, after) = after.split_at_checked(length).ok_or(Refusal::Broken)?;
        let (sum, after) = after.split_first_chunk::<4>().ok_or(Refusal::Broken)?;
        if u32::from_be_bytes(*sum) != crc::of(&[kind, body]) || first != (kind == b"IHDR") {
            return Err(Refusal::Broken);
        }
        if KEPT.contains(&kind) {
            clean.extend_from_slice(&rest[..12 + length]);
        } else if kind[0].is_ascii_uppercase() {
            // Without a chunk it must have and we do not know, it would be another picture.
            return Err(Refusal::Broken);
        }
        data |= kind == b"IDAT";
        if kind == b"IEND" {
            return if data { Ok(clean) } else { Err(Refusal::Broken) };
        }
        (first, rest) = (false, after);
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;

    fn chunk(kind: &[u8], body: &[u8]) -> Vec<u8> {
        let mut chunk = u32::try_from(body.len()).unwrap_or_default().to_be_bytes().to_vec();
        chunk.extend_from_slice(kind);
        chunk.extend_from_slice(body);
        chunk.extend_from_slice(&crc::of(&[kind, body]).to_be_bytes());
        chunk
    }

    /// A picture in shape, with these chunks before its data.
    pub fn picture(chunks: &[(&[u8], &[u8])]) -> Vec<u8> {
        let mut picture = SIGNATURE.to_vec();
        picture.extend(chunk(b"IHDR", &[0; 13]));
        for (kind, body) in chunks {
            picture.extend(chunk(kind, body));
        }
        picture.extend(chunk(b"IDAT", &[1, 2, 3]));
        picture.extend(chunk(b"IEND", &[]));
        picture
    }

    #[test]
    fn text_time_and_exif_go_and_the_picture_stays() {
        let beside: [(&[u8], &[u8]); 5] = [
            (b"tEXt", b"Author\0Hanako"),
            (b"eXIf", b"MM\0*GPS"),
            (b"tIME", b"1234567"),
            (b"iCCP", b"owner\0\0"),
            (b"gAMA", &[0, 0, 177, 143]),
        ];
        let mut whole = picture(&beside);
        whole.extend_from_slice(b"behind");
        let clean = stripped(&whole);
        assert_eq!(clean, Ok(picture(&[(b"gAMA", &[0, 0, 177, 143])])));
    }

    #[test]
    fn no_broken_picture_is_taken_wherever_it_breaks() {
        let whole = picture(&[(b"tEXt", b"x\0y")]);
        for end in 0..whole.len() {
            assert_eq!(stripped(&whole[..end]), Err(Refusal::Broken), "{end}");
        }
        for at in 8..whole.len() {
            let mut flipped = whole.clone();
            flipped[at] ^= 1;
            assert_eq!(stripped(&flipped), Err(Refusal::Broken), "{at}");
        }
        assert_eq!(stripped(&picture(&[(b"WILD", b"")])), Err(Refusal::Broken));
    }
}
