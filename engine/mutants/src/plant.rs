//! Puts every fault of one file behind its switch.
//!
//! An operator's fault takes the place of the whole chain of operators it stands in, so that it binds as it would if somebody had typed
//! it; each fault stands among sound neighbours, since one is switched on at a time.

use crate::list::{Genre, Mutant};
use crate::text::Text;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

/// A file with its faults, and which bytes of it belong to which.
pub struct Planted {
    pub text: String,
    /// Faults that no switch can hold, by number.
    pub apart: Vec<u32>,
    ranges: Vec<(Range<usize>, Vec<u32>)>,
}

impl Planted {
    /// The faults that something the compiler says about these bytes can be about: those of the smallest part that holds them.
    pub fn at(&self, bytes: &Range<usize>) -> Option<&[u32]> {
        let holds =
            |(range, _): &&(Range<usize>, Vec<u32>)| range.start <= bytes.start && bytes.end <= range.end;
        self.ranges.iter().filter(holds).min_by_key(|(range, _)| range.len()).map(|(_, faults)| &**faults)
    }
}

/// Plants them, each with its number.
pub fn plant(text: &Text, mutants: &[(u32, &Mutant)]) -> syn::Result<Planted> {
    let file = syn::parse_file(&text.text)?;
    let mut finder = Finder { text, found: BTreeMap::new(), matches: Vec::new(), constant: 0, chain: None };
    finder.visit_file(&file);
    let mut sites: BTreeMap<(usize, usize), Site> = BTreeMap::new();
    let mut apart = Vec::new();
    for (number, mutant) in mutants {
        let span = text.of_mutant(mutant.span);
        let key = (span.start, span.end);
        let (place, fault) = match (mutant.genre, finder.found.get(&key)) {
            // One function has one type of result, and what stands for all that fit is one of them.
            (Genre::FnValue, _) if !mutant.returns_some_type() => {
                (span.start..span.start, Fault::Return(mutant.replacement.clone()))
            }
            (Genre::MatchArm, Some(Spot::Arm(after))) => (*after..*after, Fault::Never),
            (Genre::MatchArmGuard, Some(Spot::Guard)) => (span, Fault::Instead(mutant.replacement.clone())),
            (_, Some(Spot::Within(whole))) => {
                (whole.clone(), Fault::Instead(text.with(whole, &span, &mutant.replacement)))
            }
            _ => {
                apart.push(*number);
                continue;
            }
        };
        // What stands further out, or is put in before, comes first.
        site(&mut sites, place).faults.push((*number, fault));
    }
    // Without its arms a `match` may have too few, and what is said then is about all of it.
    for whole in finder.matches {
        let arms: Vec<u32> = sites
            .values()
            .filter(|site| whole.start <= site.place.start && site.place.end <= whole.end)
            .flat_map(|site| &site.faults)
            .filter_map(|(number, fault)| matches!(fault, Fault::Never).then_some(*number))
            .collect();
        if !arms.is_empty() {
            site(&mut sites, whole).blamed = arms;
        }
    }
    let mut sites: Vec<Site> = sites.into_values().collect();
    sites.sort_by_key(|site| (site.place.start, !site.place.is_empty(), usize::MAX - site.place.end));
    let mut writer = Writer { text, sites: &sites, out: String::new(), ranges: Vec::new() };
    writer.write(0..text.text.len(), 0);
    Ok(Planted { text: writer.out, apart, ranges: writer.ranges })
}

/// Where faults go.
struct Site {
    place: Range<usize>,
    faults: Vec<(u32, Fault)>,
    /// What is said about this place and no fault in it is about these.
    blamed: Vec<u32>,
}

fn site(sites: &mut BTreeMap<(usize, usize), Site>, place: Range<usize>) -> &mut Site {
    let key = (place.start, usize::MAX - place.end);
    sites.entry(key).or_insert(Site { place, faults: Vec::new(), blamed: Vec::new() })
}

enum Fault {
    /// An expression instead of the one there.
    Instead(String),
    /// At the beginning of a body: give this back and do nothing.
    Return(String),
    /// After a pattern: it does not match.
    Never,
}

struct Writer<'a> {
    text: &'a Text,
    sites: &'a [Site],
    out: String,
    ranges: Vec<(Range<usize>, Vec<u32>)>,
}

impl Writer<'_> {
    /// Writes a part of the source with the sites in it, from the first that has not been written; gives the next one.
    fn write(&mut self, part: Range<usize>, mut next: usize) -> usize {
        let mut at = part.start;
        while let Some(site) = self.sites.get(next).filter(|site| site.place.start < part.end) {
            self.out.push_str(&self.text.text[at..site.place.start]);
            next = self.site(site, next + 1);
            at = site.place.end;
        }
        self.out.push_str(&self.text.text[at..part.end]);
        next
    }

    fn site(&mut self, site: &Site, next: usize) -> usize {
        let begin = self.out.len();
        let mut instead = false;
        for (number, fault) in &site.faults {
            let from = self.out.len();
            let _ = match fault {
                Fault::Return(value) => {
                    write!(self.out, "if ::planted::at({number}) {{ return {value}; }} ")
                }
                Fault::Never => write!(self.out, " if !::planted::at({number})"),
                Fault::Instead(other) => {
                    let open = if instead { "" } else { "(" };
                    instead = true;
                    write!(self.out, "{open}if ::planted::at({number}) {{ {other} }} else ")
                }
            };
            self.ranges.push((from..self.out.len(), vec![*number]));
        }
        let mut after = next;
        if instead {
            self.out.push_str("{ ");
        }
        if !site.place.is_empty() {
            after = self.write(site.place.clone(), next);
        }
        if instead {
            self.out.push_str(" })");
        }
        if !site.place.is_empty() {
            let faults = site.faults.iter().map(|(number, _)| *number);
            let faults = faults.chain(site.blamed.iter().copied()).collect();
            self.ranges.push((begin..self.out.len(), faults));
        }
        after
    }
}

/// What a part of the source is.
enum Spot {
    /// It is replaced by replacing this expression.
    Within(Range<usize>),
    /// An arm of a `match`; its pattern ends here.
    Arm(usize),
    /// The condition of an arm.
    Guard,
}

struct Finder<'a> {
    text: &'a Text,
    found: BTreeMap<(usize, usize), Spot>,
    matches: Vec<Range<usize>>,
    /// How many constants we are inside of: there no switch is asked.
    constant: usize,
    /// The chain of operators that the next expression is a part of.
    chain: Option<Range<usize>>,
}

impl Finder<'_> {
    fn note(&mut self, span: &Range<usize>, spot: Spot) {
        if self.constant == 0 {
            self.found.insert((span.start, span.end), spot);
        }
    }

    fn constant(&mut self, visit: impl FnOnce(&mut Self)) {
        self.constant += 1;
        visit(self);
        self.constant -= 1;
    }

    fn operand(&mut self, operand: &syn::Expr, chain: Option<&Range<usize>>) {
        let bare = matches!(operand, syn::Expr::Binary(_) | syn::Expr::Unary(_) | syn::Expr::Cast(_));
        self.chain = chain.filter(|_| bare).cloned();
        self.visit_expr(operand);
    }
}

/// `a && let B = c`: no value, so nothing can take its place.
fn has_let(expression: &syn::Expr) -> bool {
    match expression {
        syn::Expr::Let(_) => true,
        syn::Expr::Binary(binary) => has_let(&binary.left) || has_let(&binary.right),
        _ => false,
    }
}

fn assigns(operator: &syn::BinOp) -> bool {
    use syn::BinOp;
    matches!(
        operator,
        BinOp::AddAssign(_)
            | BinOp::SubAssign(_)
            | BinOp::MulAssign(_)
            | BinOp::DivAssign(_)
            | BinOp::RemAssign(_)
            | BinOp::BitXorAssign(_)
            | BinOp::BitAndAssign(_)
            | BinOp::BitOrAssign(_)
            | BinOp::ShlAssign(_)
            | BinOp::ShrAssign(_)
    )
}

impl<'ast> Visit<'ast> for Finder<'_> {
    fn visit_expr(&mut self, expression: &'ast syn::Expr) {
        let chain = self.chain.take();
        match expression {
            syn::Expr::Binary(binary) if has_let(expression) => {
                self.operand(&binary.left, None);
                self.operand(&binary.right, None);
            }
            syn::Expr::Binary(binary) => {
                let whole = chain.unwrap_or_else(|| self.text.of_syn(binary.span()));
                self.note(&self.text.of_syn(binary.op.span()), Spot::Within(whole.clone()));
                let inner = if assigns(&binary.op) { None } else { Some(&whole) };
                self.operand(&binary.left, inner);
                self.operand(&binary.right, inner);
            }
            syn::Expr::Unary(unary) => {
                let whole = chain.unwrap_or_else(|| self.text.of_syn(unary.span()));
                self.note(&self.text.of_syn(unary.op.span()), Spot::Within(whole.clone()));
                self.operand(&unary.expr, Some(&whole));
            }
            syn::Expr::Cast(cast) => self.operand(&cast.expr, chain.as_ref()),
            other => visit::visit_expr(self, other),
        }
    }

    fn visit_arm(&mut self, arm: &'ast syn::Arm) {
        let pattern = self.text.of_syn(arm.pat.span());
        self.note(&self.text.of_syn(arm.span()), Spot::Arm(pattern.end));
        if let Some((_, guard)) = &arm.guard
            && !has_let(guard)
        {
            self.note(&self.text.of_syn(guard.span()), Spot::Guard);
        }
        visit::visit_arm(self, arm);
    }

    fn visit_expr_match(&mut self, whole: &'ast syn::ExprMatch) {
        self.matches.push(self.text.of_syn(whole.span()));
        visit::visit_expr_match(self, whole);
    }

    fn visit_expr_struct(&mut self, literal: &'ast syn::ExprStruct) {
        let whole = self.text.of_syn(literal.span());
        for pair in literal.fields.pairs() {
            let mut field = self.text.of_syn(pair.value().span());
            if let Some(comma) = pair.punct() {
                field.end = self.text.of_syn(comma.span()).end;
            }
            self.note(&field, Spot::Within(whole.clone()));
        }
        visit::visit_expr_struct(self, literal);
    }

    fn visit_item_const(&mut self, item: &'ast syn::ItemConst) {
        self.constant(|finder| visit::visit_item_const(finder, item));
    }

    fn visit_impl_item_const(&mut self, item: &'ast syn::ImplItemConst) {
        self.constant(|finder| visit::visit_impl_item_const(finder, item));
    }

    fn visit_trait_item_const(&mut self, item: &'ast syn::TraitItemConst) {
        self.constant(|finder| visit::visit_trait_item_const(finder, item));
    }

    fn visit_item_static(&mut self, item: &'ast syn::ItemStatic) {
        self.constant(|finder| visit::visit_item_static(finder, item));
    }

    fn visit_type_array(&mut self, array: &'ast syn::TypeArray) {
        self.constant(|finder| visit::visit_type_array(finder, array));
    }

    fn visit_expr_repeat(&mut self, repeat: &'ast syn::ExprRepeat) {
        self.visit_expr(&repeat.expr);
        self.constant(|finder| finder.visit_expr(&repeat.len));
    }

    fn visit_expr_const(&mut self, block: &'ast syn::ExprConst) {
        self.constant(|finder| visit::visit_expr_const(finder, block));
    }

    fn visit_variant(&mut self, variant: &'ast syn::Variant) {
        self.constant(|finder| visit::visit_variant(finder, variant));
    }
}
