"""Lesson 1."""

from education.demo.writing import Both, Lesson, case, h2, html, key_points, p, text

LESSON = Lesson(
    slug="what-counts-as-a-source",
    title=Both("什么算“来源”", "What counts as a source"),
    summary=Both(
        "不出自你自己的观察和思考的，都有来源：书、网页、代码、课件，也包括人工智能的输出。",
        "Whatever did not come from your own looking and thinking has a source: books, pages, code, slides, "
        "and the output of an AI tool.",
    ),
    blocks=[
        text(
            h2("来源不只是书", "A source is not only a book"),
            p(
                "写作时，凡是不出自你自己的观察、实验和思考，却进入了你文字里的东西，都有来源。书和论文是来源；课件、讲座、"
                "网页、数据集、图片、程序代码、同学的笔记、人工智能工具给出的段落，同样是来源。判断的办法很简单，问自己一句："
                "“没有它，我还写得出这一句吗？”写不出，就应当交代。",
                "Whatever enters your text without coming from your own observation, experiment or thought has a source. "
                "Books and articles are sources. So are slides, lectures, web pages, data sets, pictures, program code, "
                "a classmate’s notes and a paragraph that an AI tool gave you. The test is simple. Ask yourself: “Could "
                "I have written this sentence without it?” If not, say where it comes from.",
            ),
            p(
                "交代来源不等于承认自己“不够原创”。恰恰相反，它告诉读者哪些是前人的工作，哪些是你的贡献，也让读者找得到原文，"
                "可以核对你有没有读错。",
                "Naming a source does not admit that you lack ideas. It does the opposite: it shows the reader what "
                "others did and what you added, and lets them find the original and check whether you read it well.",
            ),
            h2("哪些不必注明", "What needs no source"),
            p(
                "本学科的常识不必注明：水在标准大气压下约 100 ℃ 沸腾，鲁迅写过《狂人日记》。什么算常识，要看读者是谁：读者不查"
                "资料就知道，而且没有争议，才算。拿不准时就注明。多注一条，最多显得啰唆；少注一条，可能成为抄袭。",
                "Common knowledge of your field needs none: water boils at about 100 °C at standard pressure; Lu Xun "
                "wrote <i>A Madman’s Diary</i>. What is common depends on the reader: they know it without looking it "
                "up, and nobody disputes it. When in doubt, name the source. One note too many is a little wordy; one "
                "too few may be plagiarism.",
            ),
            h2("自己的旧作也是来源", "Your own old work is a source, too"),
            p(
                "把上学期交过的作业原样再交一次，读者会以为这是新的工作。确实要用，先征得两门课老师的同意，并写明出自哪里。",
                "If you hand in last term’s paper again, the reader takes it for new work. If you really need it, ask "
                "both teachers first and say where it was used before.",
            ),
        ),
        key_points(
            ("不是自己的观察和思考，就有来源。", "What is not your own looking and thinking has a source."),
            (
                "代码、数据、图片、课件和人工智能的输出都算。",
                "Code, data, pictures, slides and the output of AI tools all count.",
            ),
            (
                "常识看读者；拿不准，就注明。",
                "What is common knowledge depends on the reader; when in doubt, name it.",
            ),
        ),
        case(
            Both("借来的骨架", "A borrowed skeleton"),
            html(
                p(
                    "一名学生写课程论文时，参看了学长的论文。他没有用其中一句原话，但三个分论点、每个分论点下的例子和先后顺序，"
                    "都与学长的相同。参考文献里没有这篇论文。",
                    "A student looked at an older student’s paper while writing his own. He used none of its sentences, "
                    "but the three sub-arguments, the examples under each and their order are the same. The paper is "
                    "not in his list of references.",
                ),
            ),
            Both(
                "一句话也没有照抄，还需要注明吗？",
                "Not one sentence was copied. Does he still have to name it?",
            ),
            html(
                p(
                    "需要。文章的结构、论点的次序、例子的挑选，也是作者的劳动。借用了，就在引出论点的地方写明“本文从三个方面展开，"
                    "框架参照……”，并列入参考文献。",
                    "Yes. The structure, the order of the arguments and the choice of examples are somebody’s work. If "
                    "you borrow them, say so where they begin (“The three parts of this paper follow …”) and list the "
                    "source.",
                ),
                p(
                    "更好的做法是读完合上，自己重新列一份提纲：哪些论点你真的同意？哪些例子可以换成你自己找到的？",
                    "Better still: close the paper and write your own outline. Which arguments do you really agree "
                    "with? Which examples could you replace by ones that you found?",
                ),
            ),
        ),
    ],
)
