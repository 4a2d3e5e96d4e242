//! Jurisdictions as paths: 山西省/晋城市.

/// A jurisdiction; the empty path is 全国.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Area(Vec<String>);

impl Area {
    /// Reads a path written with `/` or blanks; `全国` is the empty path.
    pub fn parse(text: &str) -> Area {
        let parts = text
            .split(['/', ' ', '\u{3000}'])
            .map(str::trim)
            .filter(|part| !part.is_empty() && *part != "全国");
        Area(parts.map(str::to_owned).collect())
    }
    /// 0 for 全国, 1 for a province, 2 for a city, 3 for a county.
    pub fn depth(&self) -> usize {
        self.0.len()
    }
    /// Whether `self` is `outer` or lies in it.
    pub fn within(&self, outer: &Area) -> bool {
        self.0.starts_with(&outer.0)
    }
    /// As a path; empty for 全国.
    pub fn path(&self) -> String {
        self.0.join("/")
    }
    /// For people.
    pub fn name(&self) -> String {
        if self.0.is_empty() { "全国".to_owned() } else { self.0.join("") }
    }
    /// Itself and every jurisdiction around it, down from the province.
    pub fn with_ancestors(&self) -> impl Iterator<Item = Area> {
        (1..=self.0.len()).map(|depth| Area(self.0[..depth].to_vec()))
    }
    /// The jurisdiction right around it; none for 全国.
    pub fn parent(&self) -> Option<Area> {
        let above = self.0.len().checked_sub(1)?;
        Some(Area(self.0[..above].to_vec()))
    }
    /// Last part, if any.
    pub fn last(&self) -> Option<&str> {
        self.0.last().map(String::as_str)
    }
}

/// The level that a body's name begins with: 省级民政部门 is 1; none where it names no level.
pub fn level_of(body: &str) -> Option<usize> {
    [("国家级", 0), ("全国", 0), ("省级", 1), ("市级", 2), ("县级", 3), ("乡镇级", 4)]
        .iter()
        .find(|(prefix, _)| body.starts_with(prefix))
        .map(|(_, level)| *level)
}

/// Name of a level.
pub fn level_name(depth: usize) -> &'static str {
    ["国家级", "省级", "市级", "县级", "乡镇级"].get(depth).copied().unwrap_or("村级")
}
