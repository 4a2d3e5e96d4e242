//! What can be misnamed.

use crate::diagnostics::Diagnostic;
use crate::source::Span;
use crate::syntax::tree::Word;

pub(super) fn unknown(name: &str, span: Span, hint: Option<String>) -> Diagnostic {
    let found = Diagnostic::error("E0301", format!("不认识“{name}”"), span, "没有这个名称");
    match hint {
        Some(hint) => found.help(hint),
        None => {
            found.help("名称要先在词汇或公文里用“标准”“定义”“范围”“认定”“酌定”等说明；词与词之间要空一格")
        }
    }
}

pub(super) fn unknown_element(
    name: &str,
    category: &str,
    span: Span,
    declared: Span,
    near: Option<&str>,
) -> Diagnostic {
    let found =
        Diagnostic::error("E0302", format!("类别“{category}”里没有“{name}”"), span, "不是这个类别中的一项")
            .also(declared, "类别列在这里");
    match near {
        Some(near) => found.help(format!("是否想写“{near}”？")),
        None => found.help("只能写类别里列出的各项；确需增加的，在词汇里增补类别"),
    }
}

pub(super) fn unknown_category(name: &str, span: Span, near: Option<&str>) -> Diagnostic {
    let found = Diagnostic::error("E0303", format!("没有“{name}”这个类别或实体"), span, "不认识");
    match near {
        Some(near) => found.help(format!("是否想写“{near}”？")),
        None => found.help("类别用“类别 …”说明，实体用“实体 …”说明"),
    }
}

pub(super) fn not_here(name: &str, owner: &str, span: Span) -> Diagnostic {
    Diagnostic::error("E0304", format!("“{name}”不是这里所说对象的项目"), span, format!("它是{owner}的项目"))
        .help(format!("写成“{owner}的{name}”"))
}

pub(super) fn cycle(path: &[(String, Span)]) -> Diagnostic {
    let names: Vec<&str> = path.iter().map(|(name, _)| name.as_str()).collect();
    let shown = format!("{} → {}", names.join(" → "), names.first().copied().unwrap_or(""));
    let mut found =
        Diagnostic::error("E0305", format!("规定互相依赖，算不出来：{shown}"), path[0].1, "从这里又回到自己");
    for (name, span) in &path[1..] {
        found = found.also(*span, format!("经过“{name}”"));
    }
    found.help("其中一处改用已经认定的结果（“已认定为 …”），或者另立不依赖自己的定义")
}

pub(super) fn wants(what: &str, span: Span, found: &str) -> Diagnostic {
    Diagnostic::error("E0306", format!("这里应当是{what}"), span, format!("这是{found}"))
        .help(format!("改写成{what}，或者检查是否漏写了“的”“有”“属于”等词"))
}

/// 的 after a value, before a word that is nothing of it.
pub(super) fn no_parts(span: Span, part: &str) -> Diagnostic {
    let found = wants("有下级项目的对象", span, "一个值");
    if part.starts_with("百分之") {
        return found.help("百分数写成“的50%”，倍数写成“的1.5倍”");
    }
    if part.contains(['日', '月', '年', '季']) {
        return found.help(
            "日期后面可以写：的12个月前、的7日后、的30个工作日后、的当月首日、的当月末日、的次月首日、的当季首日、的当年首日、的当年末日",
        );
    }
    found
}

pub(super) fn determination_bare(name: &str, span: Span) -> Diagnostic {
    Diagnostic::error(
        "E0307",
        format!("“{name}”是一种认定，要说明看哪一个结果"),
        span,
        "看以前的认定，还是看这次算出来的",
    )
    .help(format!("看这次按条件算出来的，写“符合 {name}”；看记录里已有的，写“已认定为 {name}”"))
}

pub(super) fn list_bare(name: &str, span: Span) -> Diagnostic {
    Diagnostic::error("E0308", format!("“{name}”有若干个，不能直接比较或计算"), span, "这是若干个")
        .help(format!("三选一：“有 {name}（限 …）”“{name} 均 …”“{name}的…的合计”"))
}

pub(super) fn no_coordinate(parameter: &str, category: &str, span: Span) -> Diagnostic {
    Diagnostic::error(
        "E0309",
        format!("“{parameter}”按“{category}”分，这里看不出取哪一个"),
        span,
        format!("没有写{category}"),
    )
    .help(format!("写成“{parameter}（…）”，括号里写{category}中的一项"))
}

pub(super) fn no_year(parameter: &str, span: Span) -> Diagnostic {
    Diagnostic::error("E0310", format!("“{parameter}”按年度公布，要写明是哪一年"), span, "没有写年度")
        .help(format!("写成“{parameter}（上年度）”或“{parameter}（2025年度）”"))
}

pub(super) fn used_regardless(fact: &str, item: &str, declared: Span, used: Span) -> Diagnostic {
    Diagnostic::error("E0311", format!("“{item}”声明不问“{fact}”，却用到了它"), used, "这里用到")
        .also(declared, "声明不问")
        .help("删去声明，或者删去用到它的条件")
}

pub(super) fn bound_word(word: &str, span: Span) -> Diagnostic {
    Diagnostic::error(
        "E0312",
        format!("“{word}”含不含本数，各公文说法不一，本公文没有写明"),
        span,
        "含不含本数？",
    )
    .help(format!("在文件头部写“用语：“{word}”含本数。”，或者改用“不低于、超过、不超过、低于”"))
}

pub(super) fn duplicate_label(label: &str, span: Span, other: Span) -> Diagnostic {
    Diagnostic::error("E0313", format!("编号{label}用了两次"), span, "第二次")
        .also(other, "第一次")
        .help("给其中一处换一个编号")
}

pub(super) fn unknown_label(label: &str, span: Span) -> Diagnostic {
    Diagnostic::error("E0314", format!("没有编号{label}"), span, "找不到这一项")
        .help("检查编号是否与条件里的编号相同（（一）、（二）…）")
}

pub(super) fn missing_clause(key: &str, item: &str, span: Span) -> Diagnostic {
    Diagnostic::error("E0315", format!("“{item}”没有写“{key}”"), span, format!("缺“{key}：…”"))
        .help("补上这一项；原文没有写的，写“未载明”")
}

pub(super) fn duplicate_field(name: &str, span: Span, other: Span) -> Diagnostic {
    Diagnostic::error("E0316", format!("项目“{name}”写了两次"), span, "第二次")
        .also(other, "第一次")
        .help("删去一处，或者改名")
}

pub(super) fn entity_cycle(name: &str, span: Span) -> Diagnostic {
    Diagnostic::error("E0317", format!("实体“{name}”包含了自己"), span, "一层套一层，没有尽头")
        .help("删去其中一个“若干 …”项目")
}

pub(super) fn no_root(span: Option<Span>, file: crate::source::FileId) -> Diagnostic {
    let span = span.unwrap_or(Span::new(file, 0, 0));
    Diagnostic::error("E0318", "词汇里没有说明家庭这个实体", span, "缺“实体 家庭，称 本户，以户计”")
        .help("在词汇里写“实体 家庭，称 本户，以户计”并列出它的项目")
}

pub(super) fn not_exclusive(why: &str, span: Span) -> Diagnostic {
    Diagnostic::error("E0326", format!("这样写不成“互斥”：{why}"), span, why.to_owned())
        .help("写两项以上认定或给付的名称，例如“互斥 低保家庭、特困人员：依次。”")
}

pub(super) fn exclusion_cycle(path: &[(String, Span)], sentence: Span) -> Diagnostic {
    let names: Vec<&str> = path.iter().map(|(name, _)| name.as_str()).collect();
    let shown = format!("{} → {}", names.join(" → "), names.first().copied().unwrap_or(""));
    let mut found = Diagnostic::error(
        "E0327",
        format!("互斥的几项，条件或金额里又看其中一项的最后结果，算不出来：{shown}"),
        path[0].1,
        "它的条件或金额绕回到这几项的结果",
    )
    .also(sentence, "这里说它们互斥");
    for (name, span) in path.get(1..).unwrap_or_default() {
        found = found.also(*span, format!("经过“{name}”"));
    }
    found.help("删去条件里的“不符合 …”（互斥已经说了），或者改看记录里已有的（“已认定为 …”）")
}

pub(super) fn subjects_differ(span: Span, own: &str, other: Span, first: &str) -> Diagnostic {
    Diagnostic::error("E0328", "互斥的几项说的不是同一个对象", span, format!("它说的是{own}"))
        .also(other, format!("它说的是{first}"))
        .help(
            "只有同一个对象的几项才能互斥；对象不同的，在条件里写明（“没有 成员（限 …）”“本户 已认定为 …”）",
        )
}

pub(super) fn excluded_twice(name: &str, span: Span, other: Span) -> Diagnostic {
    Diagnostic::error("E0329", format!("“{name}”写进了两个互斥"), span, "第二次")
        .also(other, "第一次")
        .help("并成一句，按先后写在一起")
}

pub(super) fn lead_read(lead: &str, reader: &str, span: Span, declared: Span) -> Diagnostic {
    Diagnostic::error("E0330", format!("“{reader}”用到了线索“{lead}”"), span, "线索不是决定，不能作依据")
        .also(declared, "它是线索")
        .help("线索只供核查。要作依据的，写成“认定 … 为 …”或“定义 …”，让线索和决定都看它")
}

pub(super) fn assertion_read(assertion: &str, reader: &str, span: Span, declared: Span) -> Diagnostic {
    let message = format!("“{reader}”用到了断言“{assertion}”");
    Diagnostic::error("E0346", message, span, "断言只用来证明，什么也不决定")
        .also(declared, "它是断言")
        .help("要作条件的，写成“定义 …（是否）”，让断言和条件都看它")
}

pub(super) fn service_asserted(benefit: &str, span: Span, declared: Span) -> Diagnostic {
    Diagnostic::error("E0347", format!("“{benefit}”没有金额，断言里不能拿它比较"), span, "给的是服务，不是钱")
        .also(declared, "它在这里，没有写“金额”")
        .help("断言给不给的，写它的条件（“本户 符合 …”）；要比较数额的，先在给付里写“金额”")
}

pub(super) fn stage_twice(owner: &Word, other: Span) -> Diagnostic {
    Diagnostic::error("E0325", format!("清单里“{owner}”这一级写了两次"), owner.span, "第二次")
        .also(other, "第一次")
        .help("每一级只写一次，并写明同一级里同时符合的怎么办")
}

pub(super) fn bad_coordinates(parameter: &str, span: Span, declared: Span) -> Diagnostic {
    Diagnostic::error("E0319", format!("“{parameter}”的数额没有按声明的类别写全"), span, "与声明的类别对不上")
        .also(declared, "标准声明在这里")
        .help("每一格要能确定每个类别中的一项；按年度的要写“（2025年度）”")
}

pub(super) fn month_or_year(name: &str, span: Span, declared: Span) -> Diagnostic {
    Diagnostic::error("E0320", format!("“{name}”没有写明是月额还是年额"), span, "是哪一个？")
        .also(declared, "声明写了“折月”，月额是年额除以12再取整，两者不能互换")
        .help(format!("写成“{name}的月额”或者“{name}的年额”"))
}

pub(super) fn not_by_year(name: &str, span: Span) -> Diagnostic {
    Diagnostic::error(
        "E0321",
        format!("“{name}”不是按年的标准，不能“折月”"),
        span,
        "只有按年的数额才折成月额",
    )
    .help("按年的标准，单位写“元/人·年”；按月的，删去“折月 …”")
}

pub(super) fn duty_of_nobody(name: &Word, condition: Span) -> Diagnostic {
    Diagnostic::error("E0340", format!("职责“{name}”写了条件，没有写对谁"), condition, "对哪一户、哪一个人看这个条件")
        .also(name.span, "这里没有写“（对 …）”")
        .help(format!("写成“职责 {name}（对 家庭）：条件：…；何人：…；应当：…。”；只是记下要做的事，不必逐户判断的，把“条件”改写成“适用”"))
}

/// 可提示 does not go with what the fact is; `fits` says what would.
pub(super) fn no_such_variation(name: &str, written: Span, declared: Span, fits: Option<&str>) -> Diagnostic {
    let message = format!("“{name}”的内容，不能这样提示变化");
    let found = Diagnostic::error("E0345", message, written, "与内容对不上");
    let found = if written == declared { found } else { found.also(declared, "项目在这里") };
    match fits {
        Some(fits) => found.help(format!("这样的项目写“{fits}”，不提示的写“否”")),
        None => found.help("这样的项目不能提示，请写“否”：数额差多少，由比较算出来；人和收入不能建议增减"),
    }
}

pub(super) fn unknown_promised(given: &str, span: Span, nearest: Option<&str>) -> Diagnostic {
    let found = Diagnostic::error("E0341", format!("没有“{given}”这件事实"), span, "要写词汇里有的事实");
    match nearest {
        Some(nearest) => found.help(format!("是不是“{nearest}”？")),
        None => {
            found.help("逐件写明是谁的，如“收入的月额、家庭的财产符合当地规定”；不限哪些的，写“各项事实”")
        }
    }
}

pub(super) fn promised_and_forbidden(fact: &str, may: Span, never: Span) -> Diagnostic {
    Diagnostic::error("E0342", format!("“{fact}”既可以承诺、又不得承诺"), never, "这里说不得承诺")
        .also(may, "这里说可以承诺")
        .help("只在一处写")
}

pub(super) fn unclear_promise_period(given: &str, span: Span) -> Diagnostic {
    Diagnostic::error("E0343", format!("“{given}”算不出哪一天到期"), span, "补齐期限要能数")
        .help("写“30日”“3个月”“20个工作日”，从承诺之日起数；公文没有写的，写“未载明”")
}

pub(super) fn promise_of_what(name: &Word) -> Diagnostic {
    Diagnostic::error("E0344", format!("承诺事项“{}”没有写哪些事实可以承诺", name.text), name.span, "凭承诺的是什么？")
        .help("加上“可以承诺：收入的月额、…”；不限哪些的，写“可以承诺：各项事实”；让别处规定的，写“可以承诺：由各地规定”；公文没有写的，写“可以承诺：未载明”")
}
