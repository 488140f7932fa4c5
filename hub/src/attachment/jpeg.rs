//! JPEG: what is the picture stays; what a camera writes beside it (place, time, device, the owner's name) does not. Which way up the
//! picture is to be held is said anew, or it would lie on its side.

use super::Refusal;

const START: u8 = 0xd8;
const END: u8 = 0xd9;
const SCAN: u8 = 0xda;
const COMMENT: u8 = 0xfe;

/// The picture without what stands beside it.
pub fn stripped(bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    let mut clean = vec![0xff, START];
    let mut rest = bytes.get(2..).ok_or(Refusal::Broken)?;
    let (mut turned, mut scans) = (None, 0);
    loop {
        let (marker, after) = marker(rest)?;
        if marker == END {
            break;
        }
        let (segment, after) = segment(after)?;
        rest = after;
        match marker {
            0xe1 => turned = turned.or_else(|| orientation(segment)),
            // Adobe's says in which colours the picture is.
            0xee if segment.starts_with(b"Adobe") => push(&mut clean, marker, segment),
            0xe0 if segment.starts_with(b"JFIF\0") => push(&mut clean, marker, jfif(segment)?.as_slice()),
            0xe0..=0xef | COMMENT => {}
            SCAN => {
                push(&mut clean, marker, segment);
                let length = scan(rest)?;
                clean.extend_from_slice(&rest[..length]);
                rest = &rest[length..];
                scans += 1;
            }
            _ => push(&mut clean, marker, segment),
        }
    }
    if scans == 0 {
        return Err(Refusal::Broken);
    }
    clean.extend_from_slice(&[0xff, END]);
    // Behind the start, where every reader looks for it.
    if let Some(turned) = turned.filter(|turned| (2..=8).contains(turned)) {
        let said = exif(turned);
        clean.splice(2..2, said);
    }
    Ok(clean)
}

/// The next marker, and what comes after it.
fn marker(bytes: &[u8]) -> Result<(u8, &[u8]), Refusal> {
    let bytes = bytes.strip_prefix(&[0xff]).ok_or(Refusal::Broken)?;
    // Any number of filling bytes may stand before the marker's own.
    let filled = bytes.iter().take_while(|byte| **byte == 0xff).count();
    let (marker, after) = bytes[filled..].split_first().ok_or(Refusal::Broken)?;
    match marker {
        0x00 | 0x01 | 0xd0..=0xd8 => Err(Refusal::Broken),
        marker => Ok((*marker, after)),
    }
}

/// A segment of stated length, and what comes after it.
fn segment(bytes: &[u8]) -> Result<(&[u8], &[u8]), Refusal> {
    let [high, low, ..] = bytes else { return Err(Refusal::Broken) };
    let length = usize::from(u16::from_be_bytes([*high, *low]));
    let segment = bytes.get(2..length).ok_or(Refusal::Broken)?;
    Ok((segment, &bytes[length..]))
}

/// Bytes of a scan: up to the next marker that is no restart.
fn scan(bytes: &[u8]) -> Result<usize, Refusal> {
    let ends = |pair: &[u8]| pair[0] == 0xff && !matches!(pair[1], 0x00 | 0xd0..=0xd7 | 0xff);
    bytes.windows(2).position(ends).ok_or(Refusal::Broken)
}

fn push(clean: &mut Vec<u8>, marker: u8, segment: &[u8]) {
    let length = u16::try_from(segment.len() + 2).unwrap_or(u16::MAX);
    clean.extend_from_slice(&[0xff, marker]);
    clean.extend_from_slice(&length.to_be_bytes());
    clean.extend_from_slice(segment);
}

/// JFIF's own segment without the small picture it may carry: that one may show what was cut off.
fn jfif(segment: &[u8]) -> Result<Vec<u8>, Refusal> {
    let mut kept = segment.get(..12).ok_or(Refusal::Broken)?.to_vec();
    kept.extend_from_slice(&[0, 0]);
    Ok(kept)
}

/// Tag 0x0112 of the first directory of an Exif segment.
fn orientation(segment: &[u8]) -> Option<u16> {
    let tiff = segment.strip_prefix(b"Exif\0\0")?;
    let little = match tiff.get(..4)? {
        b"II*\0" => true,
        b"MM\0*" => false,
        _ => return None,
    };
    let short = |at: usize| -> Option<u16> {
        let pair: [u8; 2] = tiff.get(at..at + 2)?.try_into().ok()?;
        Some(if little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) })
    };
    let long: [u8; 4] = tiff.get(4..8)?.try_into().ok()?;
    let first = if little { u32::from_le_bytes(long) } else { u32::from_be_bytes(long) };
    let first = usize::try_from(first).ok().filter(|first| *first < tiff.len())?;
    let entries = usize::from(short(first)?);
    let entry = (0..entries).map(|index| first + 2 + index * 12).find(|at| short(*at) == Some(0x0112))?;
    short(entry + 8)
}

/// An Exif segment that says which way up, and nothing else.
fn exif(turned: u16) -> Vec<u8> {
    let mut tiff = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01".to_vec();
    tiff.extend_from_slice(&turned.to_be_bytes());
    tiff.extend_from_slice(&[0; 6]);
    let mut said = Vec::new();
    push(&mut said, 0xe1, &tiff);
    said
}

#[cfg(test)]
pub mod tests {
    use super::*;

    fn piece(marker: u8, body: &[u8]) -> Vec<u8> {
        let mut piece = Vec::new();
        push(&mut piece, marker, body);
        piece
    }

    /// A picture in shape, with these segments before its scan.
    pub fn picture(segments: &[(u8, &[u8])]) -> Vec<u8> {
        let mut picture = vec![0xff, START];
        for (marker, body) in segments {
            picture.extend(piece(*marker, body));
        }
        picture.extend(piece(0xdb, &[7; 65]));
        picture.extend(piece(SCAN, &[1; 8]));
        picture.extend_from_slice(&[1, 2, 0xff, 0x00, 3, 0xff, 0xd0, 4, 0xff, END]);
        picture
    }

    fn held(turned: u16) -> Vec<u8> {
        let place = b"GPS 35.6 139.7";
        let mut exif = exif(turned)[4..].to_vec();
        exif.extend_from_slice(place);
        exif
    }

    #[test]
    fn place_comment_and_small_picture_go_and_the_picture_stays() {
        let jfif = b"JFIF\0\x01\x02\x00\x00\x48\x00\x48\x01\x01abc";
        let profile = b"ICC_PROFILE\0owner";
        let whole = picture(&[
            (0xe0, jfif),
            (0xe1, &held(1)),
            (0xe2, profile),
            (0xfe, b"by Hanako"),
            (0xee, b"Adobe12345"),
        ]);
        let clean = stripped(&whole).unwrap_or_else(|why| panic!("{why:?}"));
        let has = |words: &[u8]| clean.windows(words.len()).any(|window| window == words);
        for gone in [&b"GPS"[..], b"Hanako", b"owner", b"abc", b"Exif"] {
            assert!(!has(gone), "{gone:?}");
        }
        assert!(has(b"Adobe") && has(b"JFIF") && has(&[1, 2, 0xff, 0x00, 3, 0xff, 0xd0, 4]));
        assert_eq!(stripped(&clean).as_deref(), Ok(&clean[..]), "clean stays as it is");
    }

    #[test]
    fn which_way_up_is_kept_and_nothing_with_it() {
        let clean = stripped(&picture(&[(0xe1, &held(6))])).unwrap_or_else(|why| panic!("{why:?}"));
        assert_eq!(orientation(&clean[6..]), Some(6));
        assert!(!clean.windows(3).any(|window| window == b"GPS"));
        assert_eq!(stripped(&clean).as_deref(), Ok(&clean[..]));
    }

    #[test]
    fn what_hangs_on_behind_goes() {
        let mut whole = picture(&[]);
        let length = whole.len();
        whole.extend_from_slice(b"a film with sound");
        assert_eq!(stripped(&whole).map(|clean| clean.len()), Ok(length));
    }

    #[test]
    fn no_broken_picture_is_taken_wherever_it_breaks() {
        let whole = picture(&[(0xe1, &held(6)), (0xfe, b"x")]);
        for end in 2..whole.len() {
            assert_eq!(stripped(&whole[..end]), Err(Refusal::Broken), "{end}");
        }
    }
}
