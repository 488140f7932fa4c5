//! The Merkle tree over a log's entries (RFC 6962, section 2.1), kept as its peaks: the roots of its complete subtrees, the largest first. An entry
//! more costs a handful of digests, and the root of the whole is at hand at any size.

use sha2::{Digest, Sha256};

pub type Hash = [u8; 32];

/// Of an entry's bytes.
pub fn of_leaf(bytes: &[u8]) -> Hash {
    Sha256::new().chain_update([0]).chain_update(bytes).finalize().into()
}

fn of_node(left: &Hash, right: &Hash) -> Hash {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

/// A tree of `size` leaves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    pub size: u64,
    peaks: Vec<Hash>,
}

impl Tree {
    /// The tree of this size with these peaks; `None` when they cannot be its peaks.
    pub fn of(size: u64, peaks: &[u8]) -> Option<Tree> {
        let (peaks, rest) = peaks.as_chunks::<32>();
        let fits = rest.is_empty() && u32::try_from(peaks.len()) == Ok(size.count_ones());
        fits.then(|| Tree { size, peaks: peaks.to_vec() })
    }

    pub fn peaks(&self) -> Vec<u8> {
        self.peaks.concat()
    }

    pub fn push(&mut self, leaf: Hash) {
        // As many complete subtrees grow together as the size ends in ones.
        let mut hash = leaf;
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.peaks.pop() {
                hash = of_node(&left, &hash);
            }
        }
        self.peaks.push(hash);
        self.size += 1;
    }

    pub fn root(&self) -> Hash {
        let mut peaks = self.peaks.iter().rev();
        let smallest = peaks.next().copied().unwrap_or_else(|| Sha256::digest([]).into());
        peaks.fold(smallest, |right, left| of_node(left, &right))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::hex;

    /// The leaves and roots that the tests of Certificate Transparency have used since RFC 6962.
    const LEAVES: [&[u8]; 8] = [
        b"",
        b"\x00",
        b"\x10",
        b"\x20\x21",
        b"\x30\x31",
        b"\x40\x41\x42\x43",
        b"\x50\x51\x52\x53\x54\x55\x56\x57",
        b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
    ];
    const ROOTS: [&str; 9] = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    #[test]
    fn roots_are_those_of_certificate_transparency() {
        let mut tree = Tree::default();
        for (size, root) in ROOTS.iter().enumerate() {
            assert_eq!(hex(&tree.root()), *root, "of {size} leaves");
            assert_eq!(Tree::of(tree.size, &tree.peaks()), Some(tree.clone()));
            if let Some(leaf) = LEAVES.get(size) {
                tree.push(of_leaf(leaf));
            }
        }
        assert_eq!(Tree::of(3, &[0; 32]), None);
        assert_eq!(Tree::of(1, &[0; 33]), None);
    }
}
