"""Lesson 2."""

from education.demo.writing import Both, Lesson, case, h2, html, key_points, p, text, ul

LESSON = Lesson(
    slug="quoting",
    title=Both("直接引用：一字不改，界限分明", "Quoting: word for word, with clear edges"),
    summary=Both(
        "什么时候该用原话，怎样标清起止，引多少算合适。",
        "When to use the very words, how to mark where they begin and end, and how much is too much.",
    ),
    blocks=[
        text(
            h2("什么时候用原话", "When to use the very words"),
            p(
                "多数时候，用自己的话转述更好。只有三种情况值得照录原话：措辞本身就是你要讨论的对象，比如法条、诗句、访谈；"
                "原话说得极准，换一种说法就会走样；你要反驳它，必须先让读者看见它到底怎么说。",
                "Most of the time your own words are better. Keep the original words in three cases: the wording itself "
                "is what you discuss, as with a statute, a poem or an interview; it is so exact that any other wording "
                "would bend it; or you are going to argue against it and the reader must first see what it says.",
            ),
            h2("怎样引", "How to quote"),
            ul(
                (
                    "短引文放进引号，一个字、一个标点也不改。",
                    "Put a short quotation in quotation marks and change nothing, not even a comma.",
                ),
                (
                    "较长的引文另起一段，整段缩进，不再加引号。",
                    "Set a longer one as a paragraph of its own, indented, without quotation marks.",
                ),
                (
                    "删去的地方用省略号；自己补的字放在方括号里。",
                    "Mark what you leave out with an ellipsis, and put words that you add in square brackets.",
                ),
                (
                    "引文之后立刻标出处，有页码的要写页码。",
                    "Name the source directly after it, with the page where there is one.",
                ),
                (
                    "引文前后要有你自己的话：为什么引它，它说明了什么。",
                    "Write your own sentence before or after it: why you quote it and what it shows.",
                ),
            ),
            h2("引多少合适", "How much is too much"),
            p(
                "我国《著作权法》第二十四条允许为介绍、评论某一作品或者说明某一问题而“适当引用”他人已经发表的作品，同时要求指明"
                "作者姓名或者名称、作品名称。法律没有规定百分比。可以这样检验：把引文全部遮住，你的论证还站得住吗？如果只剩下"
                "几句“正如某某所说”，那就是引得太多了。",
                "Article 24 of China’s Copyright Law allows “appropriate” quotation of a published work in order to "
                "introduce it, to comment on it or to explain a question, and requires that the author and the work be "
                "named. It sets no percentage. Here is a test: cover all the quotations. Does your argument still "
                "stand? If little is left but “as X says”, you quoted too much.",
            ),
        ),
        key_points(
            ("引号里的话一字不改。", "Nothing changes inside quotation marks."),
            ("出处紧跟引文，带页码。", "The source stands right behind the words, with the page."),
            ("引文是证据，不能代替你的论证。", "A quotation is evidence; it does not argue for you."),
        ),
        (
            "video",
            {
                "title": Both(
                    "板书演示：给一句引文安上“门”和“门框”",
                    "At the blackboard: giving a quotation its door and its frame",
                ),
                "url": "https://video.example.edu/writing-with-sources/quoting",
                "minutes": 3,
                "transcript": html(
                    p(
                        "（示例地址：演示站不含视频文件，讲稿全文如下。）",
                        "(A sample address: the demonstration holds no video file. This is everything that is said.)",
                    ),
                    p(
                        "大家看黑板上这句话：研究表明，大学生“普遍高估自己的引用能力”。引号有了，可是谁研究的？在哪里？读者想核对，"
                        "无门可入。出处，就是引文的门。",
                        "Look at this sentence on the board: research shows that students “generally overrate their "
                        "ability to cite”. The quotation marks are there. But whose research, and where? The reader who "
                        "wants to check finds no door. The source is the door.",
                    ),
                    p(
                        "再看第二稿：某某在 2023 年对一所大学的调查中写道，学生“普遍高估自己的引用能力”（第 18 页）；不过该调查"
                        "只涉及一年级。前半句交代了是谁、在什么范围里说的，后半句说明了它的限度。这就是门框：你自己的话，把引文"
                        "固定在该在的位置上。",
                        "Now the second draft: in a 2023 survey at one university, X writes that students “generally "
                        "overrate their ability to cite” (p. 18); the survey, however, covered first-year students "
                        "only. The first half says who speaks and about whom; the second half says where it ends. That "
                        "is the frame: your own words hold the quotation in its place.",
                    ),
                    p(
                        "最后请记住：先写门框，再装门，最后才贴引文。顺序反了，文章就成了剪报。",
                        "Remember the order: first the frame, then the door, and only then the quotation. The other way "
                        "round, a paper becomes a scrapbook.",
                    ),
                ),
            },
        ),
        case(
            Both("少了一个“不”字", "One small word is missing"),
            html(
                p(
                    "一名学生引用访谈记录。受访者原话是：“我不认为所有小组作业都不公平。”学生的论文里写成：受访者认为“小组作业都"
                    "不公平”，引号和页码一应俱全。",
                    "A student quotes an interview. The person had said: “I do not think that all group assignments are "
                    "unfair.” In the paper we read that, according to the interviewee, “all group assignments are "
                    "unfair”, with quotation marks and a page number.",
                ),
            ),
            Both(
                "有引号、有页码，这算规范引用吗？",
                "Quotation marks and page are there. Is this a fair quotation?",
            ),
            html(
                p(
                    "不算。截取原话而改变了意思，读者会被误导，比不引更糟；情节严重的，属于篡改他人研究资料。应当引全句，或者转述"
                    "为“受访者不同意一概而论”。核对引文时要连上下文一起读，不能只核对引号里的几个字。",
                    "No. Cutting words so that the meaning turns misleads the reader and is worse than not quoting at "
                    "all; in a serious case it is falsification. Quote the whole sentence, or paraphrase: the "
                    "interviewee would not say so of all. When you check a quotation, read around it, not only what is "
                    "between the marks.",
                ),
            ),
        ),
    ],
)
