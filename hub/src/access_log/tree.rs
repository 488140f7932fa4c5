//! The Merkle tree over a log's entries (RFC 6962, section 2.1), kept as its peaks: the roots of its complete subtrees, the largest first. An entry
//! more costs a handful of digests, and the root of the whole is at hand at any size.

use sha2::{Digest, Sha256};

pub type Hash = [u8; 32];

/// Of an entry's bytes.
pub fn of_leaf(bytes: &[u8]) -> Hash {
    Sha256::new().chain_update([0]).chain_update(bytes).finalize().into()
}

pub fn of_node(left: &Hash, right: &Hash) -> Hash {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

/// Of subtrees, those of every eighth level are kept.
pub const LEVELS: u32 = 8;

/// The root of a complete subtree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Two to this power leaves.
    pub level: u32,
    pub place: u64,
    pub hash: Hash,
}

/// Some leaves of a tree, one beside the other.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Span {
    pub first: u64,
    /// After the last.
    pub end: u64,
}

impl Span {
    pub fn size(self) -> u64 {
        self.end - self.first
    }

    /// The two below the root: the left one complete, and as large as it can be. A leaf has none.
    pub fn halves(self) -> Option<(Span, Span)> {
        let middle = self.first + self.size().next_power_of_two() / 2;
        (self.size() > 1).then_some((Span { end: middle, ..self }, Span { first: middle, ..self }))
    }

    /// The complete subtrees it is made of, the largest first.
    pub fn complete_parts(self) -> Vec<Span> {
        let mut parts = Vec::new();
        let mut rest = self;
        while rest.size() > 0 {
            let end = rest.first + (1 << rest.size().ilog2());
            parts.push(Span { end, ..rest });
            rest.first = end;
        }
        parts
    }
}

/// The tree of these leaves.
pub fn tree_of(leaves: &[Hash]) -> Tree {
    let mut tree = Tree::default();
    for leaf in leaves {
        tree.push(*leaf);
    }
    tree
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

    /// Adds a leaf, and gives the subtrees to be kept that are complete by it.
    pub fn push(&mut self, leaf: Hash) -> Vec<Node> {
        let mut complete = Vec::new();
        // As many complete subtrees grow together as the size ends in ones.
        let mut hash = leaf;
        for below in 0..self.size.trailing_ones() {
            if let Some(left) = self.peaks.pop() {
                hash = of_node(&left, &hash);
            }
            let level = below + 1;
            if level % LEVELS == 0 {
                complete.push(Node { level, place: self.size >> level, hash });
            }
        }
        self.peaks.push(hash);
        self.size += 1;
        complete
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
                assert!(tree.push(of_leaf(leaf)).is_empty());
            }
        }
        assert_eq!(Tree::of(3, &[0; 32]), None);
        assert_eq!(Tree::of(1, &[0; 33]), None);
    }
    fn path(leaves: &[Hash], leaf: u64) -> Vec<Hash> {
        let mut span = Span { first: 0, end: leaves.len() as u64 };
        let mut way = Vec::new();
        let of = |span: Span| {
            let place = |at: u64| usize::try_from(at).expect("a place");
            tree_of(&leaves[place(span.first)..place(span.end)]).root()
        };
        while let Some((left, right)) = span.halves() {
            let (own, other) = if leaf < left.end { (left, right) } else { (right, left) };
            way.push(of(other));
            span = own;
        }
        way.reverse();
        way
    }

    #[test]
    fn ways_to_the_root_are_those_of_certificate_transparency() {
        let eight: Vec<Hash> = LEAVES.iter().map(|leaf| of_leaf(leaf)).collect();
        let way: Vec<String> = path(&eight, 5).iter().map(|hash| hex(hash)).collect();
        assert_eq!(
            way,
            [
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ]
        );
        assert_eq!(path(&eight[..1], 0), Vec::<Hash>::new());
    }

    #[test]
    fn complete_subtrees_make_up_every_span_that_begins_with_one() {
        let leaves: Vec<Hash> = (0_u16..600).map(|leaf| of_leaf(&leaf.to_be_bytes())).collect();
        for end in 1..=600 {
            let parts = Span { first: 0, end }.complete_parts();
            assert_eq!(parts.len(), usize::try_from(end.count_ones()).expect("few"));
            assert!(parts.iter().all(|part| part.size().is_power_of_two() && part.first % part.size() == 0));
            assert_eq!(parts.iter().map(|part| part.size()).sum::<u64>(), end);
        }
        // What is kept: of 600 leaves two subtrees of 256.
        let mut tree = Tree::default();
        let kept: Vec<Node> = leaves.iter().flat_map(|leaf| tree.push(*leaf)).collect();
        let (first, second) = (tree_of(&leaves[..256]).root(), tree_of(&leaves[256..512]).root());
        let node = |place, hash| Node { level: 8, place, hash };
        assert_eq!(kept, [node(0, first), node(1, second)]);
    }
}
