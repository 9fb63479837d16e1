"""Lesson 3."""

from education.demo.writing import Both, File, Lesson, case, h2, html, key_points, p, text

LESSON = Lesson(
    slug="paraphrase-or-patchwork",
    title=Both("转述，还是拼接？", "Paraphrase or patchwork?"),
    summary=Both(
        "换几个词不是转述。看清界线，也学会一个不会走样的办法。",
        "Swapping a few words is no paraphrase. See where the line is, and learn a way that works.",
    ),
    blocks=[
        text(
            h2("换词不等于转述", "Swapping words is not paraphrasing"),
            p(
                "转述，是读懂之后用自己的话、自己的句子结构，把意思重新说出来，并注明出处。拼接，是保留原文的骨架，只换几个近义词，"
                "或者把几处原文剪下来缝在一起。拼接的文字看起来是你写的，其实仍是别人的：思路、次序、句式都没有动。",
                "To paraphrase is to understand something and say it again in your own words and your own sentences, "
                "with the source. Patchwork keeps the skeleton of the original and swaps a few words, or cuts pieces "
                "out of several texts and sews them together. It looks like yours, yet it is still theirs: the line of "
                "thought, the order and the shape of the sentences have not moved.",
            ),
        ),
        (
            "picture",
            {
                "image": File("three-ways.png", "三种写法 Three ways"),
                "alt_text": Both(
                    "三张稿纸。第一张：自己的绿色句子中间，引号里是原文的黄色句子，带注号，打了勾。第二张：每行都是黄绿相间的"
                    "碎块，没有注号，打了问号。第三张：全是自己的绿色句子，带注号，打了勾。",
                    "Three sheets of paper. First: between green sentences of one’s own, the yellow sentences of the "
                    "original in quotation marks, with a note number and a tick. Second: each line a mix of yellow and "
                    "green scraps, no note number, a question mark. Third: green sentences only, with a note number "
                    "and a tick.",
                ),
                "caption": Both(
                    "黄色是原文的句子，绿色是自己的句子。引用与转述都带注号；中间的拼接两头不靠。",
                    "Yellow: sentences of the original. Green: your own. Quotation and paraphrase carry a "
                    "note; the patchwork between them is neither.",
                ),
            },
        ),
        text(
            h2("一个可靠的办法：读、合、写、对", "A way that works: read, close, write, check"),
            p(
                "<b>读</b>：读到能讲给同学听。<b>合</b>：合上原文，等几分钟。<b>写</b>：凭理解写，先写它对你的论证有什么用。"
                "<b>对</b>：打开原文核对两件事，意思准不准，有没有不知不觉用了原文特有的说法；有，就加引号。最后标上出处。",
                "<b>Read</b> until you could explain it to a friend. <b>Close</b> it and wait a few minutes. <b>Write</b> "
                "from what you understood, beginning with what it does for your argument. <b>Check</b> two things in the "
                "original: is the meaning right, and did a phrase of its own slip in? If so, put quotation marks round "
                "it. Then add the source.",
            ),
            h2("出处放在哪里", "Where the source goes"),
            p(
                "只在文末列出参考文献是不够的。读者要知道的是哪一句来自哪里，所以转述的内容从哪里开始、到哪里结束，都要看得出来："
                "开头点明“某某认为”，结尾标注出处。",
                "A list at the end is not enough. The reader needs to know which sentence comes from where. Show where "
                "the paraphrase begins (“X argues that …”) and put the note where it ends.",
            ),
        ),
        key_points(
            (
                "转述换的是句子和思路的表达，不是几个词。",
                "A paraphrase changes the sentences, not a few words.",
            ),
            ("转述也要注明出处。", "A paraphrase needs its source, too."),
            (
                "文末列了，文中没标，仍然不够。",
                "A source at the end without a note in the text is not enough.",
            ),
        ),
        case(
            Both("每五个词换一个", "Every fifth word"),
            html(
                p(
                    "一名二年级学生读到一篇网络文章，把其中一段逐句搬来，每隔几个词换成近义词，并在参考文献里列出了网址。查重系统"
                    "没有报警。评议时，三位委员中有两位起初认为：“既然列了出处，就没有问题。”",
                    "A second-year student took a paragraph from a web article sentence by sentence, replaced every "
                    "fifth word or so and put the address into the list of references. The similarity check raised no "
                    "alarm. Two of the three panel members first said: “The source is listed, so all is well.”",
                ),
            ),
            Both("列出了网址，够不够？", "Was the address enough?"),
            html(
                p(
                    "不够。读者看不出整段都来自那篇文章，会把句子和思路都算在学生名下。查重率低也说明不了什么：它数的是相同的字，"
                    "不是借来的思想。",
                    "No. The reader cannot see that the whole paragraph comes from there and credits the student with "
                    "the sentences and the thought. Nor does a low similarity rate prove anything: it counts equal "
                    "words, not borrowed ideas.",
                ),
                p(
                    "这件事应当怎样处理，要看是第一次还是多次、篇幅多大、有没有意图。对一段课程作业里的初犯，教会学生重写往往比处分更有用。",
                    "What should follow depends on whether it is the first time, how long the passage is and what was "
                    "intended. For one paragraph in a first assignment, teaching the student to rewrite it often does "
                    "more good than a sanction.",
                ),
            ),
        ),
    ],
)
