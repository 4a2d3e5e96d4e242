//! What documents can get wrong among themselves.

use super::area::level_name;
use super::tree::{Corpus, Document, Figure, Item, StatementId};
use crate::diagnostics::{Diagnostic, Edit};
use crate::quantity::calendar::Date;
use crate::source::Span;
use crate::syntax::dotted;
use crate::syntax::tree::{Guard, Note, Power, Word};

pub(super) fn no_area(span: Span) -> Diagnostic {
    Diagnostic::error("E0201", "公文没有写辖区", span, "不知道在哪里适用")
        .help("在文件头写“辖区：山西省 晋城市”，全国性公文写“辖区：全国”")
}

pub(super) fn no_effective_date(span: Span) -> Diagnostic {
    Diagnostic::error("E0202", "公文没有写明施行日期", span, "没有一个确定的施行日期")
        .help("原文写明的，写“施行：2025年9月1日”；原文没有写的，写“施行：未载明，假定 2025年9月1日”，这个假定会出现在每一份解释里")
}

/// A date of the header that is there and cannot be read.
pub(super) fn bad_header_date(line: &Word) -> Diagnostic {
    let found = Diagnostic::error("E0203", "文件头里的日期不成立", line.span, "这不是一个日期")
        .help("按“2025年9月1日”的样子书写");
    with_marks(found, line)
}

/// The day of effect is there and cannot be read.
pub(super) fn effective_date_unread(line: &Word) -> Diagnostic {
    with_marks(no_effective_date(line.span), line)
}

/// Offers to write a date with dots by its words.
fn with_marks(found: Diagnostic, line: &Word) -> Diagnostic {
    let date = line.text.trim().trim_start_matches("未载明").trim_start_matches(['，', ',', ' ']);
    let date = date.trim_start_matches("假定").trim();
    match dotted(date) {
        Some(words) => {
            let edit = Edit { span: line.span, text: line.text.replace(date, &words) };
            found.fix("日期写成年、月、日", vec![edit])
        }
        None => found,
    }
}

pub(super) fn expires_before_effect(expires: Span, effective: Span) -> Diagnostic {
    Diagnostic::error("E0204", "失效日期早于施行日期，公文从未生效", expires, "这一天失效")
        .also(effective, "这一天才施行")
        .help("改正其中一个日期")
}

pub(super) fn bad_rank(span: Span) -> Diagnostic {
    Diagnostic::error("E0205", "不认识的效力等级", span, "不认识")
        .help("可写：法律、行政法规、地方性法规、规章、规范性文件")
}

pub(super) fn same_code(document: &Document, other: &Document) -> Diagnostic {
    Diagnostic::error(
        "E0206",
        format!("两件公文用了同一个代号“{}”", document.code),
        document.syntax.title.span,
        "这一件",
    )
    .also(other.syntax.title.span, "与这一件相同")
    .help("给其中一件换一个代号，例如加上年份")
}

pub(super) fn declared_twice(name: &str, span: Span, other: Span) -> Diagnostic {
    Diagnostic::error("E0207", format!("“{name}”定了两次"), span, "这里又定了一次")
        .also(other, "这里已经定过")
        .help("要改动现行规定，用“修改 《…》的…”；要整件替换，先“废止 《…》”；两者无关的，换一个名称")
}

pub(super) fn unknown_target(name: &str, span: Span, near: Option<&str>) -> Diagnostic {
    let found = Diagnostic::error("E0208", format!("现行规定里没有“{name}”"), span, "此时没有这一项可以修改");
    match near {
        Some(near) => found.help(format!("是否想写“{near}”？")),
        None => found.help("用 yiju show 查看此时此地的现行规定"),
    }
}

/// An item that is not in force when it is amended: where it stands, and where it ended or when it begins.
pub(super) fn not_in_force(
    name: &str,
    span: Span,
    when: &str,
    place: Span,
    declared: Span,
    begins: bool,
) -> Diagnostic {
    let found =
        Diagnostic::error("E0208", format!("“{name}”此时不在施行，不能修改"), span, "此时没有这一项可以修改");
    let found = if place == declared { found } else { found.also(place, when.to_owned()) };
    let found = found.also(declared, if place == declared { when } else { "它定在这里" });
    if begins {
        found.help("没有施行的公文只能废止；改正施行日期，使修改在它以后")
    } else {
        found.help("要接着用的，先写“恢复 …”或者“仍按 … 执行”，再修改；不用了的，另立一项")
    }
}

pub(super) fn wrong_document(name: &str, said: &str, span: Span, corpus: &Corpus, item: &Item) -> Diagnostic {
    let real = corpus.citation(item.origin);
    Diagnostic::error("E0209", format!("“{name}”不是《{said}》定的"), span, format!("应当写 {real}"))
        .also(corpus.statement(item.origin).span, "定在这里")
        .help(format!("改写成“{real}”所在的公文代号"))
}

pub(super) fn from_does_not_hold(
    span: Span,
    current: Span,
    said: &str,
    now: &str,
    partly: bool,
) -> Diagnostic {
    let found = Diagnostic::error("E0210", "“由”后面所引与现行规定不一致", span, format!("所引：{said}"))
        .also(current, format!("现行：{now}"))
        .help("“由”是对现行规定的核对：按现行规定改正所引，或者先弄清是哪一件公文改动过它");
    if partly {
        found
    } else {
        found.help("只改其中几项的，写“其中 由 … 扩大到 …”，没有提到的照旧")
    }
}

pub(super) fn not_wider(span: Span, verb: &str) -> Diagnostic {
    let (want, other) = if verb == "扩大到" { ("多", "缩小到") } else { ("少", "扩大到") };
    Diagnostic::error(
        "E0211",
        format!("写的是“{verb}”，后面的各项却没有比前面{want}"),
        span,
        "前后不是这个关系",
    )
    .help(format!("改用“{other}”或“改为”，或者补上漏写的各项"))
}

pub(super) fn no_authority(verb: &str, name: &str, span: Span, item: Span, depth: usize) -> Diagnostic {
    let level = level_name(depth);
    Diagnostic::error(
        "E0212",
        format!("{level}公文{verb}了上级的“{name}”，却没有上级授权"),
        span,
        format!("{level}在这里{verb}"),
    )
    .also(item, "上级定在这里")
    .help(format!(
        "上级有授权的，在上级公文里写“授权 {level}民政部门：{verb} {name}。”并引原文；没有授权的，不能{verb}"
    ))
}

pub(super) fn forbidden(verb: &str, name: &str, span: Span, ban: Span) -> Diagnostic {
    Diagnostic::error("E0213", format!("上级不许{verb}“{name}”"), span, format!("这里{verb}了"))
        .also(ban, "上级在这里禁止")
        .help("删去这一句，或者改成上级允许的方向")
}

pub(super) fn narrowed(name: &str, span: Span, ban: &Power, superior: Span) -> Diagnostic {
    let what = if ban.verb == "缩小" { "缩小" } else { "增设限制条件" };
    Diagnostic::error("E0213", format!("上级不许给“{name}”{what}"), span, "这样一改，符合的人家就少了")
        .also(ban.span, "上级在这里禁止")
        .also(superior, "上级规定的条件")
        .why("上级文件里符合条件的人家，到了这里就不符合了")
        .help("删去这一句；确有必要的，报上级修改")
}

pub(super) fn changed_twice(name: &str, span: Span, other: Span) -> Diagnostic {
    Diagnostic::error("E0214", format!("同级同日的两件公文都改动了“{name}”，分不出先后"), span, "这里改动")
        .also(other, "这里也改动")
        .help("写明两件公文的印发日期以分先后，或者并成一处修改")
}

pub(super) fn cannot_amend(name: &str, span: Span, why: &str) -> Diagnostic {
    Diagnostic::error("E0215", format!("“{name}”不能这样修改：{why}"), span, "这一处改不动")
        .help("用 yiju show 查看它现在由哪些部分组成")
}

pub(super) fn restated_differently(span: Span, current: Span, said: &str, now: &str) -> Diagnostic {
    Diagnostic::error("E0216", "“重申”的内容与现行规定不一致", span, format!("重申：{said}"))
        .also(current, format!("现行：{now}"))
        .help("重申不改变规定：要改变的，用“修改”")
}

pub(super) fn hole(figure: &Figure, earlier: &Figure, from: Date, to: Date) -> Diagnostic {
    Diagnostic::error(
        "E0217",
        format!("“{}”在 {from} 至 {to} 之间没有数额", figure.parameter),
        figure.span,
        format!("从 {} 起", figure.from.date),
    )
    .also(earlier.span, format!("到 {} 止", earlier.to))
    .help("补上这段时间的数额，或者改正起止日期；到期后不会沿用旧数")
}

pub(super) fn overlap(figure: &Figure, earlier: &Figure) -> Diagnostic {
    Diagnostic::error(
        "E0218",
        format!("“{}”有两个数额同时有效", figure.parameter),
        figure.span,
        format!("从 {} 起", figure.from.date),
    )
    .also(
        earlier.span,
        if earlier.to == Date::FOREVER {
            format!("从 {} 起，没有写止日", earlier.from.date)
        } else {
            format!("到 {} 才止", earlier.to)
        },
    )
    .help("改正起止日期，使前一个数额在后一个开始前一天终止")
}

pub(super) fn bad_publish_table(span: Span, why: &str) -> Diagnostic {
    Diagnostic::error("E0219", format!("公布数额的表格不成立：{why}"), span, why.to_owned())
        .help("首行写类别名和“数额”，例如“｜ 区域 ｜ 数额 ｜”；两个类别的可以写成纵横表")
}

pub(super) fn outside_bounds(name: &str, span: Span, bound: Span, words: &str) -> Diagnostic {
    Diagnostic::error("E0220", format!("公布的“{name}”超出上级规定的界限"), span, "这个数额")
        .also(bound, format!("上级规定{words}"))
        .help("按上级规定的界限改正数额")
}

pub(super) fn bound_not_plain(bound: Span, words: &str) -> Diagnostic {
    Diagnostic::error("E0245", "公布的界限要写成一个数额", bound, format!("“{words}”不是一个写明的数额"))
        .help("写成数额，例如“不低于 每人每月600元”；随别的标准变动的，每年另行公布界限")
}

pub(super) fn may_not_publish(name: &str, span: Span, declared: Span, depth: usize) -> Diagnostic {
    let level = level_name(depth);
    Diagnostic::error("E0221", format!("{level}公文不能公布“{name}”"), span, format!("这是{level}公文"))
        .also(declared, "这里写明由谁公布")
        .help("由有权的机关公布，或者改正标准的声明")
}

pub(super) fn not_filed(name: &str, body: &str, span: Span, power: Span) -> Diagnostic {
    Diagnostic::error("E0227", format!("公布“{name}”没有写明已向{body}备案"), span, "没有写备案")
        .also(power, "上级要求公布以前先备案")
        .help(format!(
            "已经备案的，在“自 … 起”后面写“，已向 {body} 备案”；查不到的，写“，未载明，假定 已向 {body} 备案”，这个假定会出现在解释里"
        ))
}

pub(super) fn text_not_at_hand(name: &str, code: &str, span: Span, document: Span) -> Diagnostic {
    Diagnostic::error(
        "E0228",
        format!("所参照的《{code}》只有存目，正文没有取得，不知道“{name}”怎么规定"),
        span,
        "参照的内容还没有",
    )
    .also(document, "这一件是存目")
    .help("取得正文后补录；取得以前，把要用的内容按能核对的出处自己写出来，或者写“未载明”")
}

pub(super) fn not_alike(name: &str, span: Span, declared: Span) -> Diagnostic {
    Diagnostic::error(
        "E0229",
        format!("不能参照“{name}”：它不是同一种规定，或者说的不是同一个对象"),
        span,
        "参照不了",
    )
    .also(declared, "它规定在这里")
    .help("认定参照认定、给付参照给付、酌定参照酌定，并且都是对家庭或者都是对成员的")
}

pub(super) fn follows_itself(name: &str, span: Span) -> Diagnostic {
    Diagnostic::error("E0230", format!("参照“{name}”，绕回到了自己"), span, "参照来参照去，没有一处写了内容")
        .help("其中一处把内容写出来")
}

/// The quote of a sentence is not in the sources.
pub fn quote_not_found(span: Span, near: Option<String>) -> Diagnostic {
    let found = Diagnostic::error("E0222", "引文在来源文件里找不到", span, "来源里没有这几个字");
    match near {
        Some(near) => found.help(format!("从这里起不同，来源里写的是“{near}”")),
        None => found.help("逐字核对来源；省略处写〔略〕；手头没有原文的，写“转述：”"),
    }
}

/// A document names a source file that is not there.
pub fn source_missing(span: Span, name: &str) -> Diagnostic {
    Diagnostic::warning("E0223", format!("来源文件“{name}”不在所给的目录里，引文没有核对"), span, "出处")
        .help("检查 --sources 所给的目录")
}

/// A document stands in another place's folder.
pub fn wrong_folder(document: &Document) -> Diagnostic {
    Diagnostic::error(
        "E0224",
        format!("公文的辖区是{}，却放在别处的文件夹里", document.area.name()),
        document.syntax.title.span,
        "文件夹与辖区不符",
    )
    .help("移到与辖区同名的文件夹，或者改正“辖区：”")
}

pub(super) fn unknown_reading(guard: &Guard, sentence: Span, near: Option<String>) -> Diagnostic {
    let of = guard.doubt.as_ref().map(|doubt| format!("疑义“{doubt}”")).unwrap_or("疑义".to_owned());
    let found = Diagnostic::error(
        "E0235",
        format!("本公文没有{of}列出“{}”这个读法", guard.reading),
        guard.reading.span,
        "没有列出",
    )
    .also(sentence, "这一句因此不知道什么时候算数");
    match near {
        Some(near) => found.help(format!("是否想写“{near}”？")),
        None => found.help(format!(
            "在这个疑义的各个读法下面写“疑义 “…”：可作“{}”“…”，取“…”。”；疑义在别的公文里的，写在那件公文里",
            guard.reading
        )),
    }
}

pub(super) fn several_doubts(guard: &Guard, one: &Note, other: &Note) -> Diagnostic {
    let found = Diagnostic::error(
        "E0236",
        format!("“{}”是几个疑义的读法，不知道指哪一个", guard.reading),
        guard.reading.span,
        "指哪一个疑义",
    )
    .also(one.span, "这个疑义列了它")
    .also(other.span, "这个疑义也列了它");
    if one.text == other.text {
        found.help("两个疑义的话也相同，给其中一个换个说法")
    } else {
        found.help(format!("写明疑义：读法 “{}”“{}”：…", one.text, guard.reading))
    }
}

pub(super) fn taken_is_not_listed(taken: &Word, note: &Note) -> Diagnostic {
    let listed: Vec<String> = note.readings.iter().map(|reading| format!("“{reading}”")).collect();
    Diagnostic::error("E0237", format!("取的“{taken}”不在“可作”所列之中"), taken.span, "没有列出")
        .also(note.span, format!("可作{}", listed.concat()))
        .help("取“可作”所列的一个，一字不差；确是另一种读法的，在“可作”里列出")
}

/// No document is in force.
pub fn nothing_in_force(area: &str, on: Date) -> String {
    format!("{area}在{on}没有现行公文")
}

pub(super) fn span_of(corpus: &Corpus, id: StatementId) -> Span {
    corpus.statement(id).span
}

pub(super) fn days_reversed(span: Span) -> Diagnostic {
    Diagnostic::error("E0225", "放假安排里的日期不成立：起止颠倒了", span, "后一天早于前一天")
        .help("写成“2025年1月28日至2025年2月4日”")
}

pub(super) fn day_outside(span: Span, year: Span, written: i32) -> Diagnostic {
    Diagnostic::error(
        "E0225",
        format!("放假安排里的日期不成立：不在{written}年里"),
        span,
        format!("这里有不是{written}年的日子"),
    )
    .also(year, "这一句只安排这一年")
    .help("跨年的，分写在两个年度的放假安排里")
}

pub(super) fn day_twice(day: Date, span: Span, first: Span) -> Diagnostic {
    Diagnostic::error("E0225", format!("放假安排里的日期不成立：{day}写了两次"), span, "这里又写了")
        .also(first, "这里已经写了")
        .help("同一天只能放假或者上班，保留一处")
}

pub(super) fn no_weekend(day: Date, span: Span) -> Diagnostic {
    Diagnostic::error(
        "E0225",
        format!("放假安排里的日期不成立：{day}是{}，本来就上班", day.weekday()),
        span,
        "“上班”只写周六、周日里调为上班的日子",
    )
    .help("核对原文；周一至周五没有放假的，不用写")
}

pub(super) fn local_calendar(span: Span, header: Span) -> Diagnostic {
    Diagnostic::error("E0226", "放假安排只能由全国性公文规定", span, "这是地方公文")
        .also(header, "这件公文的辖区不是全国")
        .help("写进辖区是全国的公文；全国的安排已经写过的，这里不用再写")
}
