//! Records one after another.

use std::io::{BufReader, Read};

use yiju::facts::error::{JsonError, JsonErrorKind};
use yiju::facts::json::Json;
use yiju::facts::stream::{Records, read_records};

/// All records, read through a buffer of few bytes so that every boundary is met.
fn records(text: impl AsRef<[u8]>) -> Vec<Result<Json, JsonError>> {
    read_records(BufReader::with_capacity(3, text.as_ref())).collect()
}

fn said(text: impl AsRef<[u8]>) -> Vec<String> {
    let show = |record: Result<Json, JsonError>| match record {
        Ok(json) => format!("{json:?}").chars().filter(|c| c.is_ascii_digit()).collect(),
        Err(error) => error.to_string(),
    };
    records(text).into_iter().map(show).collect()
}

#[test]
fn one_object_a_list_or_lines() {
    let object = r#"{"a": [1, {"b": "}]\"{"}]}"#;
    let single = Json::parse(object).unwrap();
    let three = vec![Ok(single.clone()), Ok(single.clone()), Ok(single.clone())];
    assert_eq!(records(object), [Ok(single.clone())]);
    assert_eq!(records(format!("{object}\n\r\n{object}\r\n\n  {object}")), three);
    assert_eq!(records(format!(" [{object},\n{object} , {object}\n]\n")), three);
    let pretty = object.replace(' ', "\n ");
    assert_eq!(records(format!("\n{pretty}\n")), [Ok(single.clone())]);
    assert_eq!(records(format!("{pretty}\n{pretty}{pretty}")), three);
    assert_eq!(records("[]"), []);
}

#[test]
fn a_bad_record_does_not_hide_the_next() {
    assert_eq!(
        said("{\"a\": 1}\n{\"甲\": tru}\n{\"a\": 3\n[4]\n{\"a\": 5}"),
        [
            "1",
            "第 2 条记录，第 2 行第 10 字：不合 JSON 写法：只认得 true、false、null 三个词",
            "第 3 条记录，第 4 行第 1 字：内容不完整：对象缺“}”，到末尾仍没有结束",
            "第 4 条记录，第 4 行第 1 字：一条记录应是对象｛…｝，这里是清单［…］",
            "5",
        ]
    );
    assert_eq!(
        said("[{\"a\": 1}, {\"a\": NaN},\n 3, {\"a\": 4}]"),
        [
            "1",
            "第 2 条记录，第 1 行第 18 字：“NaN”不是数，JSON 里不能写；不知道的项目不写，没有的写 null",
            "第 3 条记录，第 2 行第 2 字：一条记录应是对象｛…｝，这里是数",
            "4",
        ]
    );
}

#[test]
fn broken_files() {
    for (text, expected) in [
        ("", vec!["第 1 行第 1 字：内容是空的，没有任何记录"]),
        (" \n\n ", vec!["第 3 行第 2 字：内容是空的，没有任何记录"]),
        ("\u{feff}{}", vec!["第 1 行：文件开头有 UTF-8 的字节顺序标记（BOM），请另存为不带 BOM 的 UTF-8"]),
        (
            "NaN",
            vec!["第 1 条记录，第 1 行第 1 字：“NaN”不是数，JSON 里不能写；不知道的项目不写，没有的写 null"],
        ),
        ("{\"a\": 1", vec!["第 1 条记录，第 1 行第 7 字：内容不完整：对象缺“}”，到末尾仍没有结束"]),
        ("[{\"a\": 1}", vec!["第 1 条记录，第 1 行第 10 字：内容不完整：清单缺“]”，到末尾仍没有结束"]),
        ("[{\"a\": 1},", vec!["1", "第 2 条记录，第 1 行第 11 字：内容不完整：清单缺“]”，到末尾仍没有结束"]),
        ("[{\"a\": 1},]", vec!["1", "第 2 条记录，第 1 行第 11 字：不合 JSON 写法：最后一项后面多了逗号"]),
        (
            "[{\"a\": 1}] {}",
            vec![
                "1",
                "第 1 条记录，第 1 行第 12 字：记录之后还有别的内容；多条记录请写成清单［…］或每行一条",
            ],
        ),
        (
            "{\"a\":\n1}\n,",
            vec!["1", "第 1 条记录，第 3 行第 1 字：记录之后还有别的内容；多条记录请写成清单［…］或每行一条"],
        ),
        ("[{\"a\": 1}}, {}]", vec!["第 1 条记录，第 1 行第 10 字：不合 JSON 写法：括号不成对"]),
    ] {
        assert_eq!(said(text), expected, "{text:?}");
    }
}

#[test]
fn bytes_that_are_not_utf8() {
    let lines = [b"{\"a\": 1}\n{\"b\": \"".as_slice(), &[0xb5, 0xcd], b"\"}\n{\"a\": 3}"].concat();
    let read = records(&lines);
    assert_eq!(read.len(), 3);
    let error = read[1].as_ref().unwrap_err();
    assert_eq!((error.record, error.line), (Some(2), 2));
    assert_eq!(error.kind, JsonErrorKind::NotUtf8 { offset: 16 });
    let wide: Vec<u8> = "{}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let marked = [&[0xff, 0xfe], wide.as_slice()].concat();
    let error = records(&marked).remove(0).unwrap_err();
    assert_eq!(error.kind, JsonErrorKind::ByteOrderMark { encoding: "UTF-16" });
}

#[test]
fn a_record_beyond_the_limit_is_passed_over() {
    let large = format!("{{\"a\": \"{}\"}}", "x".repeat(100));
    for text in
        [format!("[{{}}, {large}, {{}}]"), format!("{{}}\n{large}\n{{}}"), format!("{{\n}}{large}{{}}")]
    {
        let read: Vec<_> = Records::with_limit(BufReader::with_capacity(7, text.as_bytes()), 50).collect();
        assert_eq!(read.len(), 3, "{text}");
        assert_eq!(read[1].as_ref().unwrap_err().kind, JsonErrorKind::TooLarge { limit: 50 });
        assert!(read[2].is_ok());
    }
}

#[test]
fn a_record_of_200_megabytes_is_refused_without_being_held() {
    let text = b"{\"a\": \"".chain(std::io::repeat(b'x').take(200_000_000)).chain(b"\"}\n{}".as_slice());
    let read: Vec<_> = read_records(BufReader::with_capacity(1 << 16, text)).collect();
    assert_eq!(read[0].as_ref().unwrap_err().code(), "R0008");
    assert_eq!(read.len(), 2);
}
