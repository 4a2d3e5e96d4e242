//! A corpus of the nation's shape, written from the shapes of the shipped documents. The same shape gives the same text
//! on every machine: what varies is taken from the position in the nation, not from chance.

use std::path::Path;

/// How much of a nation.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// Provinces.
    pub provinces: usize,
    /// Cities of all provinces.
    pub cities: usize,
    /// Counties of all cities.
    pub counties: usize,
    /// Documents, those of the nation and of the provinces counted.
    pub documents: usize,
}

/// 31 provinces, 333 cities, 2,844 counties, 10,000 documents.
pub const NATION: Shape = Shape { provinces: 31, cities: 333, counties: 2_844, documents: 10_000 };

/// A file: its path below the folder of policies, and its text.
pub type File = (String, String);

/// The files of a nation in the order of their paths. `shipped` are the project's own policies: those of 全国 stand as they
/// are, those of 山西省 and 晋城市 are made those of every province and of its first city.
pub fn nation(shape: Shape, shipped: &[File]) -> Vec<File> {
    let mut files: Vec<File> =
        shipped.iter().filter(|(path, _)| path.starts_with("全国/")).cloned().collect();
    let places = places(shape);
    for place in &places {
        place.superior(shipped, &mut files);
    }
    // Years from the newest backwards until there are enough documents.
    let mut budget = shape.documents.saturating_sub(files.len());
    for wave in 0..8 {
        for place in &places {
            if budget == 0 {
                break;
            }
            let before = files.len();
            place.wave(wave, &mut files);
            budget -= (files.len() - before).min(budget);
        }
    }
    files.sort();
    files
}

/// Every `.yj` file below a folder, by its path in it.
pub fn read(folder: &Path) -> Vec<File> {
    let (mut files, mut folders) = (Vec::new(), vec![folder.to_path_buf()]);
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "yj") {
                let name = path.strip_prefix(folder).unwrap().display().to_string();
                files.push((name, std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    files.sort();
    files
}

/// The project's own policies.
pub fn shipped() -> Vec<File> {
    read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("policies"))
}

/// A jurisdiction.
#[derive(Clone, Debug)]
struct Place {
    province: String,
    city: String,
    county: String,
    /// 1 for a province, 2 for a city, 3 for a county.
    depth: usize,
    /// Position among those of its depth.
    at: usize,
    /// The first city of its province.
    seat: String,
}

const HEADS: &str =
    "安宝昌朝成承崇川春德定东丰福富高广桂海杭合河衡弘华怀惠吉佳建江锦晋荆景靖九康兰乐丽连临龙隆";
const TAILS: &str = "安昌城川德定丰阜港关和湖江口兰陵流梅宁盘平浦清泉山水台泰潭通屯西溪乡新兴阳宜源泽州庄";

/// A name of two characters and a kind; different for different positions below 40 × 40.
fn name(at: usize, turn: usize, kind: &str) -> String {
    let pick = |from: &str, at: usize| from.chars().nth(at % 40).unwrap_or('安');
    format!("{}{}{kind}", pick(HEADS, at + turn * (at / 40)), pick(TAILS, at / 40 + at * 7 + turn * 13))
}

fn places(shape: Shape) -> Vec<Place> {
    let mut places = Vec::new();
    for p in 0..shape.provinces {
        let province = name(p, 0, "省");
        let cities = |p: usize| p * shape.cities / shape.provinces;
        let seat = name(cities(p), 1, "市");
        places.push(Place {
            province: province.clone(),
            city: String::new(),
            county: String::new(),
            depth: 1,
            at: p,
            seat: seat.clone(),
        });
        for c in cities(p)..cities(p + 1) {
            let city = name(c, 1, "市");
            places.push(Place {
                province: province.clone(),
                city: city.clone(),
                county: String::new(),
                depth: 2,
                at: c,
                seat: seat.clone(),
            });
            let counties = |c: usize| c * shape.counties / shape.cities;
            for k in counties(c)..counties(c + 1) {
                places.push(Place {
                    province: province.clone(),
                    city: city.clone(),
                    county: name(k, 2, "县"),
                    depth: 3,
                    at: k,
                    seat: seat.clone(),
                });
            }
        }
    }
    places
}

/// What a template is filled with.
struct Filled<'a>(&'a Place, Vec<(&'static str, String)>);

impl Place {
    fn folder(&self) -> String {
        let parts = [&self.province, &self.city, &self.county];
        parts.iter().filter(|part| !part.is_empty()).map(|part| part.as_str()).collect::<Vec<_>>().join("/")
    }

    fn is_seat(&self) -> bool {
        self.city == self.seat
    }

    /// A number below `below` that goes with the place and a purpose.
    fn pick(&self, purpose: usize, below: usize) -> usize {
        let mixed = (self.at + 1) * 2_654_435_761 + self.depth * 40_503 + purpose * 97_561;
        (mixed >> 5) % below
    }

    /// The shipped documents of a province, and of a city as that of its first city.
    fn superior(&self, shipped: &[File], files: &mut Vec<File>) {
        let from = match self.depth {
            1 => "山西省/",
            2 if self.is_seat() => "山西省/晋城市/",
            _ => return,
        };
        let of_place = |(path, _): &&File| path.strip_prefix(from).is_some_and(|rest| !rest.contains('/'));
        for (path, text) in shipped.iter().filter(of_place) {
            let file = path.rsplit('/').next().unwrap_or(path);
            files.push((format!("{}/{file}", self.folder()), self.localised(text, shipped)));
        }
    }

    /// A document of 山西省 or 晋城市 as one of this place.
    fn localised(&self, text: &str, shipped: &[File]) -> String {
        let mut text = text.to_owned();
        for (path, other) in shipped.iter().filter(|(path, _)| path.starts_with("山西省/")) {
            let code = other.lines().find_map(|line| line.strip_prefix("代号：《")?.strip_suffix('》'));
            let Some(code) = code else { continue };
            let owner = if path.contains("晋城市") { &self.seat } else { &self.province };
            text = text.replace(&format!("《{code}》"), &format!("《{owner}{code}》"));
        }
        text.replace("山西省", &self.province).replace("晋城市", &self.seat)
    }

    /// One more document, if the place has one of that age.
    fn wave(&self, wave: usize, files: &mut Vec<File>) {
        let year = [2025, 2024, 2023, 2022, 2021, 2020, 2019, 2018][wave];
        let file = match (self.depth, wave) {
            (1, 0..=2) => Some(("低保指导线", include_str!("templates/province_line.yj"))),
            (2, 0..=3) if !self.is_seat() => Some(("救助标准", include_str!("templates/city_figures.yj"))),
            (3, 0) => Some(("补助办法", include_str!("templates/county_measure.yj"))),
            (3, 1) => Some(("补助标准", include_str!("templates/county_figures.yj"))),
            (3, 2) => Some(("补助调整", include_str!("templates/county_amendment.yj"))),
            (3, 3) => Some(("补助标准", include_str!("templates/county_figures.yj"))),
            _ => None,
        };
        let Some((title, template)) = file else { return };
        // A county's measure comes first, then figures and an amendment.
        let year = match (self.depth, wave) {
            (3, 0) => 2022,
            (3, 1 | 2) => 2025,
            (3, 3) => 2024,
            _ => year,
        };
        let filled = Filled(self, self.values(year, wave));
        files.push((format!("{}/{year}-{title}.yj", self.folder()), filled.text(template)));
    }

    /// The figures of a year; they rise by the year.
    fn values(&self, year: usize, wave: usize) -> Vec<(&'static str, String)> {
        let rise = year - 2018;
        let (month, day) = match (self.depth, wave) {
            (1, _) => (6, 1),
            (2, _) => ([1, 4, 7, 7][self.pick(1, 4)], 1),
            (_, 2) => ([9, 10, 11][self.pick(2, 3)], 1 + self.pick(3, 27)),
            _ => ([1, 2, 3, 7, 8][self.pick(2, 5)], 1 + self.pick(3, 27)),
        };
        let rural = 480 + rise * 30 + self.pick(4, 12) * 5;
        let urban = rural + 120 + self.pick(5, 6) * 10;
        let aid_rural = 60 + rise * 5 + self.pick(6, 10) * 2;
        let extra = 50 + self.pick(7, 6) * 10;
        let limit = 1_200 + self.pick(8, 5) * 100;
        let income = 24_000 + rise * 1_500 + self.pick(9, 40) * 100;
        // A county that sets its own standard sets it above that of any city.
        let own = format!("{}", rural + 150);
        vec![
            ("year", year.to_string()),
            ("before", (year - 1).to_string()),
            ("number", (1 + self.pick(10, 80)).to_string()),
            ("issued", format!("{year}年{month}月{day}日")),
            ("effective", format!("{year}年{month}月{day}日")),
            ("before_day", format!("{year}年{}月28日", month - 1)),
            ("rural", if self.depth == 3 { own } else { rural.to_string() }),
            ("urban", (urban + if self.depth == 3 { 150 } else { 0 }).to_string()),
            ("three", (rural * 3).to_string()),
            ("housed", (urban * 13 / 10 + 20).to_string()),
            ("scattered", (urban * 13 / 10).to_string()),
            ("care_full", (600 + rise * 40).to_string()),
            ("care_part", (300 + rise * 20).to_string()),
            ("care_none", (100 + rise * 5).to_string()),
            ("income_all", income.to_string()),
            ("income_urban", (income + 8_000).to_string()),
            ("income_rural", (income - 9_000).to_string()),
            ("spent_urban", (income - 2_000).to_string()),
            ("spent_rural", (income - 11_000).to_string()),
            ("line", (420 + rise * 20).to_string()),
            ("aid_rural", aid_rural.to_string()),
            ("aid_urban", (aid_rural + 20).to_string()),
            ("two", (aid_rural * 2).to_string()),
            ("two_extra", (aid_rural * 2 + extra).to_string()),
            ("heat_urban", (800 + rise * 20).to_string()),
            ("heat_rural", (600 + rise * 20).to_string()),
            ("extra", extra.to_string()),
            ("limit", limit.to_string()),
            ("limit_after", (limit + 300).to_string()),
            ("relief", (5_000 + self.pick(11, 6) * 500).to_string()),
            ("elder", (40 + self.pick(12, 5) * 10).to_string()),
        ]
    }
}

impl Filled<'_> {
    fn text(&self, template: &str) -> String {
        let Filled(place, values) = self;
        // One county in three sets its own standard.
        let own = place.at % 3 == 0;
        let standard = if own { include_str!("templates/county_standard.yj") } else { "" };
        let mut text = template.replace("{standard}", standard);
        text = text.replace("{section}", if own { "四" } else { "三" });
        for (key, value) in values {
            text = text.replace(&format!("{{{key}}}"), value);
        }
        let names = [("{province}", &place.province), ("{city}", &place.city), ("{county}", &place.county)];
        names.iter().fold(text, |text, (key, value)| text.replace(key, value))
    }
}
