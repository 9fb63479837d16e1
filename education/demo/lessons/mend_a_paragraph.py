"""Lesson 6. The source text of the exercise is invented."""

from education.demo.writing import Both, Lesson, case, h2, html, key_points, p, practice, text

LESSON = Lesson(
    slug="mend-a-paragraph",
    title=Both("动手：修补一段文字", "Try it: mend a paragraph"),
    summary=Both(
        "先找出问题，再一步一步改成站得住的文字。",
        "Find what is wrong, then mend it step by step until it stands.",
    ),
    blocks=[
        text(
            h2("原文（虚构，第 46 页）", "The source (invented, p. 46)"),
            p(
                "“学生之所以拼接他人的文字，多半不是想骗人，而是还没有学会用自己的声音谈论专业问题。这种能力要靠反复练习和及时的"
                "反馈，不是一次讲座能给的。”（林一《写作的责任》）",
                "“When students patch together the words of others, most do not mean to deceive; they have not yet "
                "learned to speak about their subject in a voice of their own. That ability grows with practice and "
                "timely feedback. One lecture cannot give it.” (Lin Yi, <i>The Duty of Writing</i>)",
            ),
            h2("学生的初稿", "The student’s first draft"),
            p(
                "学生拼接别人的文字，大多数不是想要骗人，而是还没学会用自己的声音来谈专业问题。所以，学校应该开设讲座，并且提高查重"
                "的标准。",
                "When students patch together other people’s words, most do not want to deceive; they have not yet "
                "learned to talk about their subject with their own voice. Therefore the school should offer lectures "
                "and set a stricter similarity limit.",
            ),
        ),
        practice(
            Both("找出三个问题，并改写", "Find three faults and rewrite it"),
            html(
                p(
                    "请在纸上写下：哪里用了原文的句子？哪里缺出处？结论与原文的意思一致吗？然后用四到五句话改写。",
                    "Write down on paper: Where are the sentences those of the source? Where is a reference missing? "
                    "Does the conclusion agree with what the source says? Then rewrite it in four or five sentences.",
                ),
            ),
            html(
                p(
                    "<b>三个问题。</b>第一句几乎照搬原文，没有引号；全段没有出处；结论与原文相反：原文恰恰说一次讲座不够。",
                    "<b>Three faults.</b> The first sentence is nearly that of the source, without quotation marks. There "
                    "is no reference. And the conclusion contradicts the source, which says that one lecture is not "
                    "enough.",
                ),
                p(
                    "<b>一种改法。</b>林一认为，多数拼接出于不会，而不是出于欺骗：学生“还没有学会用自己的声音谈论专业问题”"
                    "[1]46。如果这一判断成立，单靠提高查重标准就难以奏效，因为它只能发现结果，不能教会方法。林一提出的办法是练习"
                    "与反馈[1]46。据此，我建议把讲座改成三次短作业，每次由助教在一周内写出评语。这要增加助教的工时，是否值得，还需要试点来检验。",
                    "<b>One way to mend it.</b> Lin holds that most patchwork comes from not knowing how rather than from "
                    "deceit: students “have not yet learned to speak about their subject in a voice of their own” "
                    "[1, p. 46]. If that is right, a stricter similarity limit will do little, since it finds the result "
                    "but does not teach the way. What Lin proposes is practice and feedback [1, p. 46]. I therefore "
                    "suggest replacing the lecture by three short tasks, each with comments from an assistant within a "
                    "week. That costs hours of work; a trial should show whether it is worth them.",
                ),
            ),
        ),
        text(
            h2("改完再问自己", "Then ask yourself"),
            p(
                "哪几句是林一的，哪几句是我的，陌生读者分得清吗？引号里的字与原文一致吗？我的建议是从证据里推出来的，还是硬接上去的？"
                "三个问题都答得上来，这一段就站住了。",
                "Can a stranger tell which sentences are Lin’s and which are mine? Are the words in quotation marks those "
                "of the source? Does my proposal follow from the evidence, or was it glued on? If you can answer all "
                "three, the paragraph stands.",
            ),
        ),
        key_points(
            (
                "借来的句子，加引号；借来的意思，标出处。",
                "Borrowed sentences get quotation marks; borrowed ideas get a source.",
            ),
            (
                "先忠实地说清别人的意思，再说自己的。",
                "First say fairly what others mean, then what you think.",
            ),
            ("结论要能从前面的证据走到。", "The conclusion must be within reach of the evidence."),
        ),
        case(
            Both("交稿之后才发现", "Found after handing in"),
            html(
                p(
                    "交稿第二天，一名学生发现自己漏掉了一处引号：那是几周前做笔记时抄下的原句，后来当成了自己的话。成绩还没有公布。",
                    "The day after handing in, a student found that a pair of quotation marks was missing: weeks ago he "
                    "had copied a sentence into his notes and later took it for his own. The marks were not out yet.",
                ),
            ),
            Both("说出来会不会更糟？", "Will it make things worse to say so?"),
            html(
                p(
                    "应当马上说。主动写信给老师，指出是哪一句、出自哪里，请求更换文稿。主动更正是诚实，通常也会被当作疏忽来处理；"
                    "隐瞒后被发现，性质就变了。以后做笔记，抄来的句子当场加引号、记页码，就不会再混淆。",
                    "Say it at once. Write to the teacher, name the sentence and its source, and ask to replace the text. "
                    "Correcting yourself is honest, and it will usually be treated as a slip; hidden and then found, it "
                    "looks different. In your notes, put quotation marks and the page on the spot, and you will never "
                    "mix them up again.",
                ),
            ),
        ),
    ],
)
