//! What can be said about local text and its superiors; both texts are always shown.

use crate::diagnostics::Diagnostic;
use crate::source::Span;
use crate::syntax::tree::Power;

const NARROWER: &str = "上级文件里符合条件的人家，到了这里就不符合了";

pub(super) fn narrowed_before(name: &str, span: Span, ban: &Power, superior: Span) -> Diagnostic {
    Diagnostic::error("E0730", format!("“{name}”多了上级不许增设的条件"), span, "这样一改，符合的人家就少了")
        .also(ban.span, "上级在这里禁止，从它施行起以前的改动也不行")
        .also(superior, "上级规定的条件")
        .why(NARROWER)
        .about(name)
        .help("写一件公文改回上级的条件；确有必要的，报上级修改")
}

pub(super) fn added_condition(
    name: &str,
    superior_name: &str,
    extra: Span,
    ban: &Power,
    superior: Span,
) -> Diagnostic {
    let message = format!("“{name}”就是上级的“{superior_name}”，却多了一个条件");
    Diagnostic::warning("E0730", message, extra, "上级没有这个条件")
        .also(ban.span, "上级在这里禁止增设")
        .also(superior, "上级规定的条件")
        .why(NARROWER)
        .about(name)
        .help("删去这个条件；另外一种救助的，不要写“归入”“参照”上级的这一项")
}

pub(super) fn unproven(name: &str, span: Span, ban: &Power, superior: Span) -> Diagnostic {
    let message = format!("“{name}”的条件改了，看不出是宽了还是严了");
    Diagnostic::warning("E0731", message, span, "改成了这样")
        .also(ban.span, "上级不许增设条件")
        .also(superior, "上级规定的条件")
        .why("要是严了，上级文件里符合条件的人家到了这里就不符合了")
        .about(name)
        .help("写成看得出来的样子：只增加一种可以符合的情形，或者只删去一项条件")
        .help("核对过确实没有变严的，写明理由认可")
}

pub(super) fn some_members(name: &str, span: Span, ban: &Power, superior: Span) -> Diagnostic {
    Diagnostic::warning("E0732", format!("“{name}”只算了部分家庭成员"), span, "这里只算符合括号里条件的成员")
        .also(ban.span, "上级不许只纳入部分成员")
        .also(superior, "上级规定的是全户")
        .why("户里其余的人没有算进去，这一家就少领了")
        .about(name)
        .help("按全部家庭成员算")
}

pub(super) fn given_to_members(
    name: &str,
    superior_name: &str,
    span: Span,
    ban: &Power,
    superior: Span,
) -> Diagnostic {
    let message = format!("“{name}”就是上级给全户的“{superior_name}”，却只给成员个人");
    Diagnostic::warning("E0732", message, span, "只给符合条件的成员")
        .also(ban.span, "上级不许只纳入部分成员")
        .also(superior, "上级规定给全户")
        .why("户里其余的人没有算进去，这一家就少领了")
        .about(name)
        .help("改成给家庭；另外一种救助的，不要写“归入”“参照”上级的这一项")
}

pub(super) fn out_of_bounds(name: &str, span: Span, bound: Span, words: &str) -> Diagnostic {
    Diagnostic::error("E0733", format!("“{name}”超出上级规定的界限"), span, "这里的数额")
        .also(bound, format!("上级规定{words}"))
        .why("低于下限的少发了，高于上限的发了也要退")
        .about(name)
        .help("按上级规定的界限改正数额")
}
