//! Elements of categories as records write them.

use indexmap::IndexMap;

use crate::facts::error::RecordErrorKind as Kind;
use crate::facts::json::Json;
use crate::facts::path::{Faults, Path, clipped, nearest};
use crate::program::ir::{Category, CategoryId, Program};

/// Most elements that a message lists.
const LISTED: usize = 12;

/// The spellings of every category of a program.
pub(super) struct Elements {
    categories: Vec<Spellings>,
}

/// The spellings of one category.
struct Spellings {
    /// Element names and aliases to element index.
    names: IndexMap<String, u32>,
    /// 一级, 二级 …: a number gives the rank.
    ranked: bool,
    /// Components of a compound category.
    parts: Vec<Component>,
}

/// A component of a compound category.
#[derive(Clone, Copy)]
struct Component {
    category: CategoryId,
    /// How many elements it has.
    size: u32,
    /// Distance of its elements in the compound.
    stride: u32,
}

/// What a record says about an element.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Found {
    /// This one.
    One(u32),
    /// One of these, ascending.
    Several(Vec<u32>),
    /// One that the open category does not list.
    Unlisted(String),
}

impl Elements {
    /// Prepares the spellings of a program's categories.
    pub(super) fn new(program: &Program) -> Elements {
        let categories =
            program.categories.iter().map(|category| Spellings::new(program, category)).collect();
        Elements { categories }
    }

    /// Reads an element; faults are noted and give none.
    pub(super) fn read(
        &self,
        program: &Program,
        category: CategoryId,
        json: &Json,
        path: &Path<'_>,
        faults: &mut Faults,
    ) -> Option<Found> {
        let (spellings, names) = (self.categories.get(category.index())?, named(program, category)?);
        let read = match json {
            Json::String(text) => self.written(program, names, spellings, text.trim()),
            Json::Number(text) if spellings.ranked => rank(names, text),
            Json::Object(entries) if !spellings.parts.is_empty() => {
                let entries: Vec<(&str, &Json)> = entries.iter().map(|(k, v)| (k.as_str(), v)).collect();
                return self.compound(program, category, &entries, path, faults);
            }
            other => Err(Kind::WrongKind { expected: "类别的名称（文字）", found: other.kind() }),
        };
        read.map_err(|kind| faults.add(path, kind)).ok()
    }

    /// Reads a compound element by its components.
    pub(super) fn compound(
        &self,
        program: &Program,
        category: CategoryId,
        entries: &[(&str, &Json)],
        path: &Path<'_>,
        faults: &mut Faults,
    ) -> Option<Found> {
        let (spellings, names) = (self.categories.get(category.index())?, named(program, category)?);
        let components = || spellings.parts.iter().filter_map(|part| named(program, part.category));
        let mut given: Vec<Option<Vec<u32>>> = vec![None; spellings.parts.len()];
        let mut sound = true;
        for (key, value) in entries {
            let at = path.key(key);
            let is_named = |part: &Component| named(program, part.category).is_some_and(|c| c.name == **key);
            let Some((part, known)) = spellings.parts.iter().zip(&mut given).find(|(part, _)| is_named(part))
            else {
                if !comment(key) {
                    let nearest = nearest(key, components().map(|c| c.name.as_str()));
                    faults.add(&at, Kind::UnknownKey { key: clipped(key), nearest });
                    sound = false;
                }
                continue;
            };
            if known.is_some() {
                faults.add(&at, Kind::RepeatedKey { first: (*key).to_owned() });
                sound = false;
                continue;
            }
            *known = match self.read(program, part.category, value, &at, faults) {
                Some(Found::One(element)) => Some(vec![element]),
                Some(Found::Several(elements)) => Some(elements),
                // A compound is made of listed elements only.
                Some(Found::Unlisted(text)) => {
                    faults.add(&at, unknown(named(program, part.category)?, &text));
                    None
                }
                None => None,
            };
            sound &= known.is_some();
        }
        if !sound {
            return None;
        }
        if given.iter().all(Option::is_none) {
            let components = components().map(|c| c.name.clone()).collect();
            faults.add(path, Kind::NoComponent { category: names.name.clone(), components });
            return None;
        }
        let mut found = vec![0_u32];
        for (part, known) in spellings.parts.iter().zip(given) {
            let known = known.unwrap_or_else(|| (0..part.size).collect());
            found = found
                .iter()
                .flat_map(|base| known.iter().map(move |element| base + element * part.stride))
                .collect();
        }
        found.sort_unstable();
        found.dedup();
        Some(match found.as_slice() {
            [one] => Found::One(*one),
            _ => Found::Several(found),
        })
    }

    /// An element written in one word.
    fn written(
        &self,
        program: &Program,
        names: &Category,
        own: &Spellings,
        text: &str,
    ) -> Result<Found, Kind> {
        if text.is_empty() {
            return Err(Kind::EmptyText);
        }
        if let Some(element) = own.names.get(text) {
            return Ok(Found::One(*element));
        }
        // 智力 四级, 智力4级
        let joined = rank_in_words(&text.chars().filter(|c| !c.is_whitespace()).collect::<String>());
        if let Some(element) = own.names.get(&joined) {
            return Ok(Found::One(*element));
        }
        let digits = text.strip_suffix('级').unwrap_or(text);
        if own.ranked && !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) {
            return rank(names, digits);
        }
        for part in &own.parts {
            let known =
                self.categories.get(part.category.index()).is_some_and(|c| c.names.contains_key(text));
            if let (true, Some(component)) = (known, named(program, part.category)) {
                let (part, category) = (component.name.clone(), names.name.clone());
                return Err(Kind::PartOfCompound { given: clipped(text), part, category });
            }
        }
        if names.open { Ok(Found::Unlisted(text.to_owned())) } else { Err(unknown(names, text)) }
    }
}

impl Spellings {
    fn new(program: &Program, category: &Category) -> Spellings {
        let mut names: IndexMap<String, u32> = IndexMap::new();
        for (at, name) in (0_u32..).zip(&category.elements) {
            names.entry(name.clone()).or_insert(at);
        }
        for (alias, element) in &category.aliases {
            names.entry(alias.clone()).or_insert(*element);
        }
        let ranked = category.ordered
            && !category.elements.is_empty()
            && category.elements.iter().zip(RANKS).all(|(name, rank)| name.strip_suffix('级') == Some(rank))
            && category.elements.len() <= RANKS.len();
        Spellings { names, ranked, parts: components(program, category).unwrap_or_default() }
    }
}

const RANKS: [&str; 10] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];

/// Sizes and strides of a compound's components; none if they do not make up its elements.
fn components(program: &Program, category: &Category) -> Option<Vec<Component>> {
    let mut stride = 1_u32;
    let mut parts = Vec::new();
    for id in category.components.iter().rev() {
        let size = u32::try_from(named(program, *id)?.elements.len()).ok()?;
        parts.push(Component { category: *id, size, stride });
        stride = stride.checked_mul(size).filter(|stride| *stride > 0)?;
    }
    parts.reverse();
    (u32::try_from(category.elements.len()) == Ok(stride)).then_some(parts)
}

/// The element of a rank counted from 1.
fn rank(category: &Category, text: &str) -> Result<Found, Kind> {
    let rank = text.parse::<u32>().ok().and_then(|rank| rank.checked_sub(1));
    match rank.filter(|rank| (*rank as usize) < category.elements.len()) {
        Some(rank) => Ok(Found::One(rank)),
        None => {
            let allowed = category.elements.clone();
            Err(Kind::RankOutOfRange { given: clipped(text), category: category.name.clone(), allowed })
        }
    }
}

/// `4级` at the end as `四级`.
fn rank_in_words(text: &str) -> String {
    let numeral = text.strip_suffix('级').and_then(|text| text.chars().next_back());
    let rank =
        numeral.and_then(|c| c.to_digit(10)).and_then(|rank| RANKS.get((rank as usize).checked_sub(1)?));
    let before = text.strip_suffix('级').and_then(|text| text.strip_suffix(char::is_numeric));
    match (rank, before) {
        (Some(rank), Some(before)) if !before.ends_with(char::is_numeric) => format!("{before}{rank}级"),
        _ => text.to_owned(),
    }
}

fn unknown(category: &Category, text: &str) -> Kind {
    let allowed = if category.elements.len() <= LISTED { category.elements.clone() } else { Vec::new() };
    let aliases = category.aliases.iter().map(|(alias, _)| alias.as_str());
    let nearest = nearest(text, category.elements.iter().map(String::as_str).chain(aliases));
    Kind::UnknownElement { given: clipped(text), category: category.name.clone(), nearest, allowed }
}

fn named(program: &Program, category: CategoryId) -> Option<&Category> {
    program.categories.get(category.index())
}

/// Keys that records may hold for people to read.
pub(super) fn comment(key: &str) -> bool {
    key.starts_with('注') || key.starts_with('_')
}
