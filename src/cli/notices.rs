//! What localities put on their notices: `模板/告知书.txt` in the folder of an area.

use std::path::Path;

use yiju::corpus::Area;
use yiju::presentation::document::notice::Notice;

use crate::cli::failure::{Failure, Stop};
use crate::cli::policies;

/// The name of the file in the folder of an area.
pub(crate) const FILE: &str = "模板/告知书.txt";

/// The notice of an area: what it does not say is said by the area around it.
pub(crate) fn of(folder: &Path, area: &Area) -> Result<Notice, Stop> {
    let path = area.path();
    let mut levels = vec!["全国".to_owned()];
    let mut at = String::new();
    for part in path.split('/').filter(|part| !part.is_empty()) {
        at = if at.is_empty() { part.to_owned() } else { format!("{at}/{part}") };
        levels.push(at.clone());
    }
    let mut notice = Notice::default();
    for level in levels {
        let file = format!("{level}/{FILE}");
        let place = file.split('/').fold(folder.to_path_buf(), |path, part| path.join(part));
        if place.is_file() {
            notice = read(&place, &file)?.within(notice);
        }
    }
    Ok(notice)
}

/// One file.
fn read(place: &Path, name: &str) -> Result<Notice, Stop> {
    let unreadable = |why: String| Failure::call(format!("模板“{name}”读不了：{why}"));
    let bytes = policies::bytes_of(place).map_err(|error| unreadable(error.to_string()))?;
    let text = String::from_utf8(bytes)
        .map_err(|_| unreadable("不是 UTF-8 文字".to_owned()).help("用记事本打开，另存为 UTF-8"))?;
    Notice::parse(&text).map_err(|faults| {
        let mut failure = Failure::input(format!("模板“{name}”有{}处读不懂", faults.len()));
        for fault in faults {
            failure = failure.help(format!("第{}行：{}。{}", fault.line, fault.message, fault.help));
        }
        failure.into()
    })
}
