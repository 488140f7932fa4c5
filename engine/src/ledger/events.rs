//! Charge events folded into the charges that count: a function of the *set* of events, in whatever order they came.
//!
//! Every event is one of three (RULES §16.1). A `corrected` one takes the place of the version it supersedes (§16.3), unless it
//! moves the charge to another month; a `cancelled` one makes the whole charge void. A `registered` one that names an earlier
//! charge is the other way a correction is sent (cancel and register anew, §1.6): it replaces that charge, and a cancellation
//! of the earlier one does not touch it.

use super::finding::{Finding, key};
use crate::facts::{Charge, ChargeEvent};
use crate::yen::Yen;
use serde::Serialize;
use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// Where a charge stands in the order of registration.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place<'a> {
    /// The recorded sequence number.
    pub sequence: u64,
    /// Breaks a tie between equal numbers.
    pub id: &'a str,
}

/// A charge that counts.
#[derive(Clone, Debug)]
pub struct Active<'a> {
    /// The version that counts.
    pub charge: &'a Charge,
    /// Its place in the ledger order.
    pub place: Place<'a>,
    /// What the facility took, as last stated by any version of this charge.
    pub collected: Option<Yen>,
    /// Earlier versions, the first first.
    pub earlier: Vec<&'a Charge>,
}

/// Why a version no longer counts.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StruckBy {
    /// A later version takes its place.
    Corrected,
    /// The charge was cancelled.
    Cancelled,
}

/// A version that no longer counts; it stays visible (§1.6).
#[derive(Clone, Debug)]
pub struct Struck<'a> {
    /// The version.
    pub charge: &'a Charge,
    /// Where it stood.
    pub place: Place<'a>,
    /// Why it no longer counts.
    pub why: StruckBy,
    /// The event that struck it.
    pub by: &'a str,
    /// Was it the last version of its charge before that?
    pub last: bool,
}

/// What the events come to.
#[derive(Clone, Debug, Default)]
pub struct Folded<'a> {
    /// In ledger order.
    pub active: Vec<Active<'a>>,
    /// In ledger order.
    pub struck: Vec<Struck<'a>>,
    /// Sorted, each once.
    pub findings: Vec<Finding>,
    /// Links followed on the way: the measure of the work, linear in the number of events.
    pub effort: u64,
}

/// Folds all events. `hidden` says which of them belong to an undisclosed certificate: nothing about those comes out.
pub fn fold<'a>(
    charges: impl IntoIterator<Item = &'a Charge>,
    hidden: &dyn Fn(&Charge) -> bool,
) -> Folded<'a> {
    let mut by_id: BTreeMap<&'a str, Vec<&'a Charge>> = BTreeMap::new();
    for charge in charges {
        by_id.entry(&charge.id).or_default().push(charge);
    }
    let mut folded = Folded::default();
    let events: Vec<Event<'a>> = by_id
        .into_values()
        .filter_map(|same_id| {
            folded.effort += same_id.len() as u64;
            Event::first_of(same_id)
        })
        .collect();
    Family::of(&events, hidden).resolve(hidden, &mut folded);
    folded.sort();
    folded
}

impl<'a> Folded<'a> {
    /// Brings everything into ledger order.
    pub fn sort(&mut self) {
        crate::order::sort_by_key(&mut self.active, |active| active.place);
        crate::order::sort_by_key(&mut self.struck, |struck| {
            (struck.place, struck.charge.sequence, &*struck.charge.id)
        });
        crate::order::sort(&mut self.findings);
        self.findings.dedup();
    }

    /// Adds what other events came to; the two sets must not concern each other. To be sorted afterwards.
    pub fn absorb(&mut self, other: Folded<'a>) {
        self.active.extend(other.active);
        self.struck.extend(other.struck);
        self.findings.extend(other.findings);
        self.effort += other.effort;
    }
}

/// One id: the body that counts, and whether other bodies came under the same id.
struct Event<'a> {
    charge: &'a Charge,
    conflict: bool,
}

impl<'a> Event<'a> {
    /// The first by sequence, then by canonical JSON. What the hub adds on arrival (sequence, time of receipt) is not
    /// part of the body: a retry that was numbered twice is still the same registration.
    fn first_of(mut same_id: Vec<&'a Charge>) -> Option<Self> {
        crate::order::sort_by(&mut same_id, |a, b| in_order(a, b));
        let (first, rest) = same_id.split_first()?;
        Some(Event { charge: first, conflict: rest.iter().any(|other| !same_body(first, other)) })
    }
}

/// Sequence first; canonical JSON only decides between different bodies with one number.
fn in_order(a: &Charge, b: &Charge) -> Ordering {
    a.sequence
        .cmp(&b.sequence)
        .then_with(|| if a == b { Ordering::Equal } else { canonical(a).cmp(&canonical(b)) })
}

fn canonical(charge: &Charge) -> String {
    serde_json::to_string(charge).unwrap_or_default()
}

fn same_body(a: &Charge, b: &Charge) -> bool {
    if a.sequence == b.sequence && a.registered_at == b.registered_at {
        return a == b;
    }
    let mut alike = b.clone();
    alike.sequence = a.sequence;
    alike.registered_at.clone_from(&a.registered_at);
    *a == alike
}

fn rank(charge: &Charge) -> (u64, &str) {
    (charge.sequence, &charge.id)
}

/// One version of a charge in the family tree; without a body when it is only named by others.
struct Node<'a> {
    charge: Option<&'a Charge>,
    id: &'a str,
    /// Index of the version it supersedes.
    parent: Option<usize>,
    cancels: Vec<&'a Charge>,
}

/// All versions, tied together by what supersedes what.
struct Family<'a> {
    nodes: Vec<Node<'a>>,
    findings: Vec<Finding>,
    /// Findings may name hidden events: kept with the node they belong to until that is known.
    of_node: Vec<(usize, Finding)>,
    effort: u64,
}

/// What is not a version: a cancellation, or an event of an unknown kind.
const NOT_A_VERSION: usize = usize::MAX;

impl<'a> Family<'a> {
    fn of(events: &[Event<'a>], hidden: &dyn Fn(&Charge) -> bool) -> Self {
        let mut family = Family {
            nodes: Vec::with_capacity(events.len()),
            findings: Vec::new(),
            of_node: Vec::new(),
            effort: 0,
        };
        let mut index: BTreeMap<&'a str, usize> = BTreeMap::new();
        for event in events {
            let charge = event.charge;
            let is_version = matches!(charge.event, ChargeEvent::Registered | ChargeEvent::Corrected);
            let at = if is_version { family.nodes.len() } else { NOT_A_VERSION };
            if is_version {
                family.nodes.push(Node {
                    charge: Some(charge),
                    id: &charge.id,
                    parent: None,
                    cancels: Vec::new(),
                });
            }
            index.insert(&charge.id, at);
        }
        for event in events {
            family.tie(event, hidden(event.charge), &mut index);
        }
        family
    }

    /// The node an event names; a charge that is not here gets a node without a body, so that everything said about it meets.
    fn named(&mut self, id: &'a str, index: &mut BTreeMap<&'a str, usize>) -> usize {
        self.effort += 1;
        *index.entry(id).or_insert_with(|| {
            self.nodes.push(Node { charge: None, id, parent: None, cancels: Vec::new() });
            self.nodes.len() - 1
        })
    }

    fn tie(&mut self, event: &Event<'a>, hidden: bool, index: &mut BTreeMap<&'a str, usize>) {
        let charge = event.charge;
        let target = charge.supersedes.as_deref().map(|id| (id, self.named(id, index)));
        let own = index.get(&*charge.id).copied().unwrap_or(NOT_A_VERSION);
        // To whom a finding about this event belongs, for the sake of hidden ones.
        let home = match (own, target) {
            (NOT_A_VERSION, Some((_, at))) => at,
            _ => own,
        };
        let mut note = |finding: Finding| {
            if home != NOT_A_VERSION {
                self.of_node.push((home, finding));
            } else if !hidden {
                self.findings.push(finding);
            }
        };
        if event.conflict {
            note(Finding::about(key::CONFLICT, &charge.id));
        }
        match (&charge.event, target) {
            (ChargeEvent::Registered, None) => {}
            (ChargeEvent::Other(_), _) => note(Finding::about(key::EVENT_UNKNOWN, &charge.id)),
            (_, None) => note(Finding::about(key::NAMES_NOTHING, &charge.id)),
            (_, Some((id, NOT_A_VERSION))) => note(Finding::between(key::NOT_A_CHARGE, &charge.id, id)),
            (ChargeEvent::Cancelled, Some((_, at))) => {
                if let Some(node) = self.nodes.get_mut(at) {
                    node.cancels.push(charge);
                }
            }
            (_, Some((_, at))) => {
                if let Some(node) = self.nodes.get_mut(own) {
                    node.parent = Some(at);
                }
            }
        }
    }

    /// Cuts every ring at its first version by sequence and gives the versions in an order in which a parent comes first.
    fn parents_first(&mut self) -> Vec<usize> {
        const NEW: u8 = 0;
        const ON_THE_WAY: u8 = 1;
        const DONE: u8 = 2;
        let mut colour = vec![NEW; self.nodes.len()];
        let mut order = Vec::with_capacity(self.nodes.len());
        let mut way = Vec::new();
        for start in 0..self.nodes.len() {
            let mut at = Some(start);
            while let Some(node) = at.filter(|node| colour[*node] == NEW) {
                self.effort += 1;
                colour[node] = ON_THE_WAY;
                way.push(node);
                at = self.nodes[node].parent;
            }
            if let Some(node) = at.filter(|node| colour[*node] == ON_THE_WAY) {
                let ring = &way[way.iter().position(|on_way| *on_way == node).unwrap_or(0)..];
                let first = ring
                    .iter()
                    .copied()
                    .min_by_key(|node| self.nodes[*node].charge.map(rank))
                    .unwrap_or(node);
                self.of_node.push((first, Finding::about(key::RING, self.nodes[first].id)));
                self.nodes[first].parent = None;
                // The way led around the ring: start it anew from the cut.
                let turned = way.iter().position(|on_way| *on_way == first).unwrap_or(0);
                let ring_start = way.len() - ring.len();
                way[ring_start..].rotate_left(turned - ring_start + 1);
            }
            while let Some(node) = way.pop() {
                colour[node] = DONE;
                order.push(node);
            }
        }
        order
    }

    fn resolve(mut self, hidden: &dyn Fn(&Charge) -> bool, into: &mut Folded<'a>) {
        let order = self.parents_first();
        let trees = Trees::grow(&self.nodes, &order);
        trees.resolve(&mut self, &order, hidden, into);
        into.effort += self.effort;
        into.findings.append(&mut self.findings);
    }
}

/// For every version: to which tree and which spell (a registration with its corrections) it belongs, and where it stands.
struct Trees<'a> {
    root: Vec<usize>,
    spell: Vec<usize>,
    place: Vec<Option<Place<'a>>>,
    /// Superseded by a correction of the same spell.
    corrected: Vec<bool>,
    /// By first node of a spell: superseded as a whole by a new registration.
    replaced: Vec<bool>,
}

impl<'a> Trees<'a> {
    fn grow(nodes: &[Node<'a>], order: &[usize]) -> Self {
        let count = nodes.len();
        let mut trees = Trees {
            root: (0..count).collect(),
            spell: (0..count).collect(),
            place: vec![None; count],
            corrected: vec![false; count],
            replaced: vec![false; count],
        };
        for &at in order {
            let node = &nodes[at];
            let own = node.charge.map(|charge| Place { sequence: charge.sequence, id: &charge.id });
            let Some(parent) = node.parent else {
                trees.place[at] = own;
                continue;
            };
            trees.root[at] = trees.root[parent];
            if node.charge.is_some_and(|charge| charge.event == ChargeEvent::Corrected) {
                trees.spell[at] = trees.spell[parent];
                trees.corrected[parent] = true;
            } else {
                trees.replaced[trees.spell[parent]] = true;
            }
            let same_month = match (node.charge, nodes[parent].charge) {
                (Some(later), Some(earlier)) => later.service_day.month() == earlier.service_day.month(),
                _ => true,
            };
            trees.place[at] = if same_month { trees.place[parent].or(own) } else { own };
        }
        trees
    }

    fn resolve(
        &self,
        family: &mut Family<'a>,
        order: &[usize],
        hidden: &dyn Fn(&Charge) -> bool,
        into: &mut Folded<'a>,
    ) {
        let nodes = &family.nodes;
        let count = nodes.len();
        let later = |a: Option<usize>, b: usize| {
            a.into_iter().chain([b]).max_by_key(|at| nodes[*at].charge.map(rank))
        };
        // The first cancellation of each spell, and the last version of each.
        let mut cancel: Vec<Option<&'a Charge>> = vec![None; count];
        let mut tip: Vec<Option<usize>> = vec![None; count];
        let mut hides: Vec<bool> = vec![false; count];
        let mut notes: Vec<(usize, Finding)> = std::mem::take(&mut family.of_node);
        let mut has_body = vec![false; count];
        for &at in order {
            let node = &nodes[at];
            let spell = self.spell[at];
            if let Some(charge) = node.charge {
                hides[self.root[at]] |= hidden(charge);
                has_body[self.root[at]] = true;
                if !self.corrected[at] {
                    if let Some(other) = tip[spell] {
                        notes.push((at, Finding::between(key::COMPETING, node.id, nodes[other].id)));
                    }
                    tip[spell] = later(tip[spell], at);
                }
                if charge.event == ChargeEvent::Corrected
                    && let Some(parent) = node.parent
                    && nodes[parent].charge.is_none()
                {
                    notes.push((at, Finding::between(key::CORRECTS_UNKNOWN, node.id, nodes[parent].id)));
                }
            }
            for event in &node.cancels {
                hides[self.root[at]] |= hidden(event);
                if let Some(other) = cancel[spell] {
                    let (first, second) =
                        if rank(other) <= rank(event) { (other, *event) } else { (*event, other) };
                    notes.push((at, Finding::between(key::CANCELLED_TWICE, &second.id, &first.id)));
                    cancel[spell] = Some(first);
                } else {
                    cancel[spell] = Some(event);
                }
            }
        }
        // Of the spells of a tree that are neither void nor replaced, the last counts.
        let mut head: Vec<Option<usize>> = vec![None; count];
        for &at in order {
            if self.spell[at] != at || self.replaced[at] || cancel[at].is_some() {
                continue;
            }
            if let Some(last) = tip[at] {
                let root = self.root[at];
                if let Some(other) = head[root] {
                    notes.push((last, Finding::between(key::COMPETING, nodes[last].id, nodes[other].id)));
                }
                head[root] = later(head[root], last);
            }
        }
        let mut actives: Vec<Option<Active<'a>>> = vec![None; count];
        for &at in order {
            let node = &nodes[at];
            let (root, spell) = (self.root[at], self.spell[at]);
            for event in &node.cancels {
                if !has_body[root] {
                    notes.push((at, Finding::between(key::CANCELS_UNKNOWN, &event.id, node.id)));
                }
            }
            let (Some(charge), Some(place)) = (node.charge, self.place[at]) else { continue };
            if let Some(event) = cancel[spell]
                && charge.event == ChargeEvent::Corrected
                && rank(charge) > rank(event)
            {
                notes.push((at, Finding::between(key::CORRECTS_CANCELLED, node.id, &event.id)));
            }
            if head[root] == Some(at) {
                if !hidden(charge) {
                    actives[root] =
                        Some(Active { charge, place, collected: charge.collected, earlier: Vec::new() });
                }
            } else if !hidden(charge) {
                let (why, by) = match (cancel[spell], head[root]) {
                    (Some(event), _) => (StruckBy::Cancelled, &*event.id),
                    (None, Some(head)) => (StruckBy::Corrected, nodes[head].id),
                    // Replaced by a registration that was itself cancelled.
                    (None, None) => (StruckBy::Corrected, node.id),
                };
                into.struck.push(Struck { charge, place, why, by, last: tip[spell] == Some(at) });
            }
        }
        for (root, active) in actives.into_iter().enumerate() {
            let (Some(mut active), Some(head)) = (active, head[root]) else { continue };
            let mut at = nodes[head].parent;
            while let Some(node) = at {
                family.effort += 1;
                if let Some(charge) = nodes[node].charge {
                    if self.spell[node] == self.spell[head] && active.collected.is_none() {
                        active.collected = charge.collected;
                    }
                    if !hidden(charge) {
                        active.earlier.push(charge);
                    }
                }
                at = nodes[node].parent;
            }
            active.earlier.reverse();
            into.active.push(active);
        }
        let shown = notes.into_iter().filter(|(at, _)| !hides[self.root[*at]]).map(|(_, finding)| finding);
        into.findings.extend(shown);
    }
}

/// The same day, facility and amount under different ids: each later one is named with the first (RULES §12.3).
pub fn possible_duplicates(active: &[Active<'_>]) -> Vec<Finding> {
    let mut first: BTreeMap<(crate::Day, Cow<'_, str>, Yen), &str> = BTreeMap::new();
    let mut findings = Vec::new();
    for Active { charge, .. } in active {
        let facility = &charge.facility;
        let code = if facility.code.is_empty() { &facility.name } else { &facility.code };
        match first.entry((charge.service_day, Cow::Borrowed(code), charge.total10)) {
            std::collections::btree_map::Entry::Occupied(entry) => {
                findings.push(Finding::between(key::DUPLICATE, &charge.id, entry.get()));
            }
            std::collections::btree_map::Entry::Vacant(entry) => {
                entry.insert(&charge.id);
            }
        }
    }
    findings
}
