//! One entry as bytes. The log's chain holds a salted commitment to what an entry says, never the words themselves: when their time is over they
//! can go, and the chain still holds.
//!
//! The encoding never changes; another one would have another version.

use super::tree::{self, Hash};
use sha2::{Digest, Sha256};

/// The version of the encoding below.
pub const VERSION: u8 = 1;
/// What stands before the first entry of a log.
pub const BEFORE_THE_FIRST: Hash = [0; 32];

/// The columns of `access_look` that are committed to, in the order of the encoding.
pub const FIELDS: [&str; 15] = [
    "person",
    "role",
    "issuer",
    "subject",
    "organisation",
    "office",
    "officer",
    "on_behalf_of",
    "purpose",
    "reason",
    "action",
    "objects",
    "decision",
    "policy",
    "request",
];

/// What an entry says: one text for each of [`FIELDS`].
pub type Said<T> = [T; FIELDS.len()];

/// SHA-256 of the version, the salt and each text with its length before it: no two different entries give the same bytes.
pub fn commitment<T: AsRef<[u8]>>(salt: &[u8], said: &Said<T>) -> Hash {
    let mut bytes = vec![VERSION];
    put(&mut bytes, salt);
    for text in said {
        put(&mut bytes, text.as_ref());
    }
    Sha256::digest(&bytes).into()
}

/// An entry's place in the chain of its log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// 団体コード: each authority has a log of its own.
    pub authority: Vec<u8>,
    /// From 1, without a gap.
    pub sequence: u64,
    pub at: Vec<u8>,
    pub commitment: Vec<u8>,
    /// The hash of the entry before.
    pub previous: Vec<u8>,
}

impl Link {
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = vec![VERSION];
        put(&mut bytes, &self.authority);
        bytes.extend(self.sequence.to_be_bytes());
        put(&mut bytes, &self.at);
        put(&mut bytes, &self.commitment);
        put(&mut bytes, &self.previous);
        bytes
    }

    /// One hash for both uses: what the next entry names, and the leaf of the tree.
    pub fn hash(&self) -> Hash {
        tree::of_leaf(&self.bytes())
    }
}

/// The length in four bytes, the highest first, and then the bytes.
fn put(to: &mut Vec<u8>, bytes: &[u8]) {
    to.extend(u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_be_bytes());
    to.extend(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::hex;

    fn said() -> Said<&'static str> {
        [
            "sample-hanako",
            "municipality",
            "https://staff.example",
            "k-1024",
            "130001",
            "福祉課",
            "K-1024",
            "",
            "purpose.phone",
            "領収書の額について電話で問い合わせを受けた。",
            "access.preview",
            "[\"facts\"]",
            "allowed",
            "1",
            "00112233445566778899aabbccddeeff",
        ]
    }

    fn link(sequence: u64, previous: Hash) -> Link {
        Link {
            authority: b"130001".to_vec(),
            sequence,
            at: b"2026-11-21T13:00:00+09:00".to_vec(),
            commitment: commitment(&[7; 32], &said()).to_vec(),
            previous: previous.to_vec(),
        }
    }

    /// Worked out by another program (a dozen lines of Python, from the comments above): what was written must stay verifiable for ever.
    #[test]
    fn golden_vectors() {
        let bytes = link(1, BEFORE_THE_FIRST).bytes();
        assert_eq!(
            hex(&bytes[..44]),
            "01\
             00000006313330303031\
             0000000000000001\
             00000019323032362d31312d32315431333a30303a30302b30"
        );
        assert_eq!(bytes.len(), 1 + (4 + 6) + 8 + (4 + 25) + (4 + 32) * 2);
        assert_eq!(
            hex(&commitment(&[7; 32], &said())),
            "c39bd42f3d10bb32561ca9ab3b3f3f2552b54d5515285d8352be0f2cfbcb6aef"
        );
        let first = link(1, BEFORE_THE_FIRST).hash();
        assert_eq!(hex(&first), "537331b2b62b0fb9b4cfc19fb993499931d741a2e2969e76507d68f50b78bec1");
        assert_eq!(
            hex(&link(2, first).hash()),
            "aebb40ce13bce4c49eb698f5bf2df91a908ef881aa9507b6fcfdc09d112c4cf9"
        );
    }

    #[test]
    fn texts_that_flow_into_each_other_are_told_apart() {
        let mut one = said();
        let mut other = said();
        (one[5], one[6]) = ("福祉", "課K-1024");
        (other[5], other[6]) = ("福祉課", "K-1024");
        assert_ne!(commitment(&[7; 32], &one), commitment(&[7; 32], &other));
        assert_ne!(
            commitment(&[7; 32], &one),
            commitment(&[8; 32], &one),
            "nobody guesses the words from it"
        );
    }
}
