//! A small program by hand: a household with members, their disabilities and incomes.

use yiju::program::ir::*;
use yiju::quantity::calendar::Date;
use yiju::quantity::unit::{Base, Unit};

pub const HOUSEHOLD: PlaneId = PlaneId(0);
pub const MEMBERS: PlaneId = PlaneId(1);
pub const DISABILITIES: PlaneId = PlaneId(2);
pub const INCOMES: PlaneId = PlaneId(3);
pub const APPLICATION: PlaneId = PlaneId(4);

const AREA: CategoryId = CategoryId(0);
const KIND: CategoryId = CategoryId(1);
const LEVEL: CategoryId = CategoryId(2);
const DISABILITY: CategoryId = CategoryId(3);
const SOURCE: CategoryId = CategoryId(4);

fn strings(words: &str) -> Vec<String> {
    words.split_whitespace().map(str::to_owned).collect()
}

/// Members and what is theirs measure per person.
fn per_of(entity: &str, parent: Option<PlaneId>) -> Base {
    if entity == "成员" || parent.is_some_and(|p| p.index() == 1) { Base::Person } else { Base::Household }
}

fn plane(name: &str, external: &str, entity: &str, parent: Option<PlaneId>) -> Plane {
    Plane {
        name: name.to_owned(),
        external: strings(external),
        entity: entity.to_owned(),
        pronoun: String::new(),
        parent,
        element: None,
        optional: true,
        single: false,
        nonempty: false,
        per: per_of(entity, parent),
        label: None,
    }
}

fn category(name: &str, elements: &str, components: &[CategoryId]) -> Category {
    Category {
        name: name.to_owned(),
        elements: strings(elements),
        aliases: Vec::new(),
        open: false,
        ordered: false,
        components: components.to_vec(),
    }
}

fn field(plane: PlaneId, name: &str, external: &str, ty: Type, optional: bool) -> Field {
    let external = strings(external);
    Field { plane, name: name.to_owned(), external, ty, monthly: false, optional, doc: String::new() }
}

fn number(unit: &str) -> Type {
    Type::Number(Unit::parse(unit).unwrap())
}

fn question(plane: PlaneId, key: &str, answer: Answer) -> Question {
    Question {
        key: key.to_owned(),
        plane,
        text: key.to_owned(),
        bodies: Vec::new(),
        answer,
        reason_required: false,
        item: ItemId(0),
    }
}

fn set(name: &str, category: CategoryId, open: bool) -> Set {
    Set { name: name.to_owned(), category, elements: vec![0], open, item: ItemId(0) }
}

/// The program.
pub fn program() -> Program {
    let area =
        Category { aliases: vec![("rural".to_owned(), 1)], ..category("区域", "城市 农村", &[]) };
    let kind = Category { aliases: vec![("智残".to_owned(), 4)], ..category("残疾类别", KINDS, &[]) };
    let level = Category { ordered: true, ..category("残疾等级", LEVELS, &[]) };
    let joined: Vec<String> = strings(KINDS)
        .iter()
        .flat_map(|kind| strings(LEVELS).into_iter().map(move |l| format!("{kind}{l}")))
        .collect();
    let disability = category("残疾等别", &joined.join(" "), &[KIND, LEVEL]);
    let source = Category { open: true, ..category("收入来源", "工资 经营 帮扶车间就业", &[]) };
    let unit = |text: &str| Unit::parse(text).unwrap();
    Program {
        area: "山西省/晋城市".to_owned(),
        on: Date::from_ymd(2025, 10, 1).unwrap(),
        digest: String::new(),
        assertions: Vec::new(),
        planes: vec![
            plane("家庭", "", "家庭", None),
            Plane {
                optional: false, nonempty: true, ..plane("成员", "members", "成员", Some(HOUSEHOLD))
            },
            Plane { element: Some(DISABILITY), ..plane("残疾", "disability", "残疾", Some(MEMBERS)) },
            plane("收入", "incomes", "收入", Some(MEMBERS)),
            Plane { single: true, ..plane("申请", "", "申请", Some(HOUSEHOLD)) },
        ],
        fields: vec![
            field(HOUSEHOLD, "编号", "id 户编号", Type::Text, false),
            field(HOUSEHOLD, "区域", "area", Type::Element(AREA), false),
            field(HOUSEHOLD, "居住地", "", Type::Place, false),
            field(HOUSEHOLD, "人均年收入", "", number("元/人·年"), false),
            field(HOUSEHOLD, "财产符合当地规定", "", Type::Truth, false),
            field(MEMBERS, "姓名", "name", Type::Text, false),
            field(MEMBERS, "出生日期", "birth", Type::Date, false),
            Field { monthly: true, ..field(MEMBERS, "无收入来源", "", Type::Truth, false) },
            field(DISABILITIES, "残疾", "", Type::Element(DISABILITY), false),
            field(INCOMES, "来源", "kind", Type::Element(SOURCE), false),
            field(INCOMES, "月额", "amount", number("元/人·月"), false),
            field(INCOMES, "用工单位经认可", "", Type::Truth, true),
            field(INCOMES, "房屋新建日", "", Type::Date, true),
            field(APPLICATION, "申请日", "", Type::Date, false),
            field(MEMBERS, "等级", "", Type::Element(LEVEL), true),
        ],
        categories: vec![area, kind, level, disability, source],
        sets: vec![set("必需来源", SOURCE, true), set("重残", DISABILITY, false)],
        parameters: Vec::new(),
        questions: vec![
            question(MEMBERS, "生活困难", Answer::Truth),
            question(HOUSEHOLD, "临时救助金", Answer::Grant(unit("元/户"))),
            question(HOUSEHOLD, "档次", Answer::Choice(LEVEL)),
            question(DISABILITIES, "残疾待复核", Answer::Truth),
        ],
        variables: Vec::new(),
        nodes: Vec::new(),
        outputs: Vec::new(),
        named: Vec::new(),
        items: Vec::new(),
        clauses: Vec::new(),
        documents: Vec::new(),
        notes: Vec::new(),
        document_notes: Vec::new(),
        duties: Vec::new(),
        promises: Vec::new(),
        calendar: Vec::new(),
        doubts: Vec::new(),
        other_times: Vec::new(),
    }
}

const KINDS: &str = "视力 听力 言语 肢体 智力 精神";
const LEVELS: &str = "一级 二级 三级 四级";

/// The field of a plane with that name.
pub fn field_id(program: &Program, plane: PlaneId, name: &str) -> FieldId {
    let at = program.fields.iter().position(|field| field.plane == plane && field.name == name);
    FieldId(u32::try_from(at.unwrap()).unwrap())
}
