"""Lesson 5."""

from education.demo.writing import Both, Lesson, case, h2, html, key_points, p, text, ul

LESSON = Lesson(
    slug="using-ai-tools-honestly",
    title=Both("诚实地使用人工智能工具", "Using AI tools honestly"),
    summary=Both(
        "先看允许不允许，再说明怎样用，最后自己核对、自己负责。",
        "First ask whether it is allowed, then say how you used it, then check it and answer for it.",
    ),
    blocks=[
        text(
            h2("三个问题", "Three questions"),
            p(
                "<b>允许吗？</b>每门课、每种作业的规定可能不同。任务书写明不得使用的，就不用；没有写明的，先问老师，并把答复留下来。"
                "<b>说清了吗？</b>用了，就说明用的是什么工具、在哪一步、做了什么、你怎样核对。<b>谁负责？</b>署你的名字，就由你负责。"
                "工具不是作者，出了错不能说“是它写的”。",
                "<b>Is it allowed?</b> Rules differ between courses and kinds of work. Where the task forbids it, do not "
                "use it; where it says nothing, ask the teacher and keep the answer. <b>Did you say so?</b> State which "
                "tool you used, at which step, for what, and how you checked it. <b>Who answers for it?</b> Your name is "
                "on it, so you do. A tool is no author, and “the tool wrote it” is no excuse.",
            ),
            p(
                "科学技术部监督司 2023 年发布的《负责任研究行为规范指引（2023）》也是同样的思路：不得将生成式人工智能列为成果共同"
                "完成人；使用的主要方式和细节应当披露；不得直接使用未经核实、由生成式人工智能生成的参考文献。",
                "The guidelines on responsible research conduct issued in 2023 by a department of China’s Ministry of "
                "Science and Technology think alike: generative AI may not be listed as a co-author; the main ways it "
                "was used are to be disclosed; references that it generated may not be used unverified.",
            ),
            h2("一段可以照着写的说明", "A statement you can adapt"),
            p(
                "“本文使用某工具（版本、日期）为第二节润色语言，提示语见附录；数据、论证和结论由作者完成，全部文献由作者逐条核对。”",
                "“I used [tool, version, date] to polish the language of section 2; the prompts are in the appendix. The "
                "data, the argument and the conclusions are my own, and I checked every reference.”",
            ),
            h2("三样东西不要放进去", "Three things that do not go in"),
            ul(
                (
                    "别人的个人信息，例如问卷、访谈和病历。",
                    "Other people’s personal data, such as questionnaires, interviews and medical files.",
                ),
                (
                    "别人尚未发表的稿件，包括请你评阅的。",
                    "Other people’s unpublished work, also when you were asked to review it.",
                ),
                (
                    "老师或单位要求保密的资料。",
                    "Material that a teacher or office asked you to keep confidential.",
                ),
            ),
        ),
        key_points(
            ("允许、说明、核对、负责，四步一步不少。", "Allowed, stated, checked, answered for: all four."),
            (
                "它给出的文献和数据，查到原文才能用。",
                "Use a reference or a figure that it gave only when you have found the original.",
            ),
            (
                "检测工具的分数只是线索，不能单独作为认定的证据。",
                "The score of an AI detector is a hint; it can never be the only evidence.",
            ),
        ),
        case(
            Both("被判定“九成是机器写的”", "“Ninety per cent written by a machine”"),
            html(
                p(
                    "某检测工具给一名学生的文章打出 90 % 的“人工智能生成”概率。学生说自己只用它查过错别字，并交出了三个日期的草稿、"
                    "读书笔记和修改记录，也能当面讲清每一段是怎样想出来的。",
                    "A detector gave a student’s essay a 90% probability of “AI-generated”. The student said she had "
                    "only used a tool to find spelling mistakes. She handed in drafts of three dates, reading notes and "
                    "the history of changes, and could explain how each paragraph came about.",
                ),
            ),
            Both("可以凭检测分数认定她违规吗？", "Can the score alone establish misconduct?"),
            html(
                p(
                    "不可以。这类工具会误判，文风工整、用外语写作的人尤其容易被误伤。在本校，检测分数不得作为唯一证据；草稿、笔记和"
                    "当面说明都应当听取和记录。对你来说，留下写作过程是最好的保护：保存草稿，打开修订记录。",
                    "No. Such tools err, and people with a tidy style or who write in a foreign language are hit most "
                    "often. At this school a detector’s score may never be the only evidence; drafts, notes and the "
                    "student’s own account must be heard and recorded. For you, the trace of your work is the best "
                    "protection: keep drafts and switch on the history of changes.",
                ),
            ),
        ),
    ],
)
