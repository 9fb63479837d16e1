"""Lesson 4. All works in the examples are invented and said to be so."""

from education.demo.writing import Both, File, Lesson, case, h2, html, key_points, p, text, ul

LESSON = Lesson(
    slug="citing",
    title=Both("著录：GB/T\u00a07714 与其他格式", "Citing: GB/T 7714 and other styles"),
    summary=Both(
        "一条文献要写哪几样，为什么顺序和标点也有用。",
        "What belongs in a reference, and why order and punctuation matter.",
    ),
    blocks=[
        text(
            h2("一条文献回答五个问题", "A reference answers five questions"),
            p(
                "不论用哪种格式，读者想知道的都是同样的五件事：谁写的、叫什么、载于何处、哪一年、第几页或哪个网址。格式只是约定了"
                "先后和标点，好让人一眼认出、让软件读得懂。国内论文常用国家标准 GB/T 7714，英文论文常用 APA、MLA 等。以学校、"
                "学院或期刊的要求为准，并留意所用的是哪一版：标准会修订，全文只能用一种。",
                "Whatever the style, the reader asks the same five things: who wrote it, what is it called, where did it "
                "appear, in which year, and on which page or at which address. A style only fixes the order and the "
                "punctuation, so that people and programs can read it at a glance. Papers in China mostly follow the "
                "national standard GB/T 7714; papers in English often follow APA or MLA. Do what your school or journal "
                "asks and mind the edition: standards are revised, and one paper uses one style.",
            ),
            h2("GB/T\u00a07714 示例（文献均为虚构）", "In GB/T 7714 (all works here are invented)"),
            ul(
                (
                    "图书：[1] 林一. 写作的责任[M]. 北京: 示例出版社, 2024: 35-37.",
                    "Book: [1] LIN Y. The duty of writing[M]. Beijing: Example Press, 2024: 35-37.",
                ),
                (
                    "期刊：[2] 周二, 吴三. 引用习惯的形成[J]. 示例学刊, 2025, 12(3): 45-52.",
                    "Article: [2] ZHOU E, WU S. How citing becomes a habit[J]. Example Journal, 2025, 12(3): 45-52.",
                ),
                (
                    "网页：[3] 示例大学图书馆. 引用指南[EB/OL]. (2025-09-01)[2026-03-12]. https://library.example.edu/cite.",
                    "Web page: [3] Example University Library. A guide to citing[EB/OL]. (2025-09-01)[2026-03-12]. "
                    "https://library.example.edu/cite.",
                ),
            ),
            p(
                "方括号里的字母是文献类型：M 是图书，J 是期刊文章，D 是学位论文，EB/OL 是联机网络公告一类的电子资源。网页会变，所以"
                "要写两个日期：它发布或更新的日期，和你查阅的日期。",
                "The letters in brackets name the type: M a book, J a journal article, D a dissertation, EB/OL an online "
                "resource. Web pages change, so give two dates: when it was published or updated, and when you read "
                "it.",
            ),
            h2("数据和代码也要著录", "Data and code are cited, too"),
            p(
                "数据集写明发布者、名称、版本和标识符（如 DOI）；代码写明作者、项目名、版本或提交号和网址，并遵守它的许可证。用文献"
                "管理软件可以少出错，但它抓来的信息常有错漏，最后一遍必须自己对着原文核对。",
                "For a data set give the publisher, title, version and identifier (such as a DOI); for code the author, "
                "project, version or commit and address, and keep to its licence. A reference manager saves mistakes "
                "but imports some of its own: check the last version against the originals yourself.",
            ),
        ),
        (
            "file",
            {
                "document": File("citing-checklist.pdf", "引用自查表 Citing checklist"),
                "title": Both("引用自查表（一页，可打印）", "Citing checklist (one page, to print)"),
                "note": Both(
                    "交稿之前，对着这十条查一遍。", "Ten questions to go through before you hand in."
                ),
            },
        ),
        key_points(
            (
                "谁、什么、何处、何年、哪一页：缺一样，读者就可能找不到。",
                "Who, what, where, when, which page: without one of them the reader may not find it.",
            ),
            ("全文只用一种格式。", "One paper, one style."),
            (
                "没有读过的文献不要列；转引要写明是转引。",
                "List nothing that you have not read; if you cite through another work, say so.",
            ),
        ),
        case(
            Both("漂亮的参考文献", "A handsome list of references"),
            html(
                p(
                    "一篇课程论文列了二十条文献，格式无可挑剔。老师随手查了五条：两条是从别人论文的文献表里抄来的，学生没有读过；"
                    "一条的卷期与页码对不上；还有一条根本不存在。",
                    "A paper lists twenty works in perfect style. The teacher looks up five: two were copied from "
                    "somebody else’s list and never read; one has the wrong volume and pages; one does not exist.",
                ),
            ),
            Both("哪一条最严重？", "Which of them is the most serious?"),
            html(
                p(
                    "不存在的那一条。编造文献属于伪造，与抄袭一样，都是《高等学校预防与处理学术不端行为办法》（教育部令第 40 号）"
                    "第二十七条所列的学术不端行为。没有读过而列入，是不诚实的装饰；卷期有误，是可以改正的疏忽。",
                    "The one that does not exist. To invent a reference is fabrication, which, like plagiarism, is among "
                    "the acts of misconduct in art. 27 of the Ministry of Education’s Order 40 on academic misconduct. "
                    "Listing what you never read is dishonest decoration. A wrong page number is a slip that can be "
                    "mended.",
                ),
            ),
        ),
    ],
)
