"""The demonstration's honesty code: two versions, so that readers can see what changed."""

from __future__ import annotations

from education.demo.writing import Both, h2, html, p, ul

TITLE = Both("学生诚信守则", "Student honesty code")
SLUG = "honesty-code"

SUMMARY = Both(
    "我们对彼此的承诺：学习、考试、网络、资助与合作中怎样才算诚实，做错了怎样补救，学校又受哪些约束。",
    "What we promise each other: what honesty means in study, examinations, online, in aid and in teamwork; how a "
    "mistake is mended; and what binds the school.",
)

VERSION_2024 = {
    "label": "2024",
    "effective_on": "2024-09-01",
    "changes": [("2024", "2024-09-01", Both("首次发布。", "First issue."))],
    "body": html(
        h2("一、学习与研究", "1. Study and research"),
        p(
            "作业、论文和数据都是自己的劳动；使用别人的文字、观点、数据和代码，注明出处。",
            "Assignments, papers and data are our own work; we name the source of others’ words, ideas, data and code.",
        ),
        h2("二、考试", "2. Examinations"),
        p(
            "独立完成考试，不作弊，也不帮助别人作弊。",
            "We sit examinations on our own, do not cheat, and do not help others to cheat.",
        ),
        h2("三、资助与还款", "3. Aid and repayment"),
        p(
            "申请奖助学金时如实填写，按约定归还助学贷款。",
            "We apply for aid truthfully and repay student loans as agreed.",
        ),
    ),
}

VERSION_2026 = {
    "label": "2026",
    "effective_on": "2026-09-01",
    "changes": [
        (
            "2026",
            "2026-09-01",
            Both(
                "增加人工智能工具的使用、学校的承诺和补救办法三部分；写明检测工具的分数不得作为唯一证据；考试和资助部分改为具体的做法。",
                "Adds the use of AI tools, the school’s promises and how to mend a mistake; states that a detector’s score "
                "may not be the only evidence; examinations and aid now name concrete conduct.",
            ),
        ),
        ("2024", "2024-09-01", Both("首次发布。", "First issue.")),
    ],
    "body": html(
        h2("一、学习与研究", "1. Study and research"),
        p(
            "作业、论文、实验和数据是自己的劳动。使用别人的文字、观点、图表、数据和代码，注明出处；小组作业写明每个人做了什么。"
            "不买卖论文，不请人代写，也不替人代写；不编造、不篡改数据和文献。",
            "Assignments, papers, experiments and data are our own work. We name the source of others’ words, ideas, "
            "figures, data and code, and in group work we say who did what. We neither buy nor sell papers, nor have "
            "them written for us, nor write them for others; we invent and alter no data and no references.",
        ),
        h2("二、人工智能工具", "2. AI tools"),
        p(
            "先看课程要求：允许才用，用了就说明，内容自己核对，自己负责。不把别人的个人信息和未发表的稿件交给这类工具。",
            "We look at the rules of the course first: we use such tools only where allowed, say so, check the result and "
            "answer for it. We never feed them other people’s personal data or unpublished work.",
        ),
        h2("三、考试", "3. Examinations"),
        p(
            "独立完成；不带入未经允许的资料和设备，不替考、不找人替考，不传递答案。规则不清楚，考前就问。",
            "We work alone; we bring in no material or device that is not allowed, sit for nobody and send nobody, and "
            "pass on no answers. If a rule is unclear, we ask before the examination.",
        ),
        h2("四、资助、求职与合同", "4. Aid, applications and contracts"),
        p(
            "如实填写申请和简历；按约定归还助学贷款，遇到困难尽早联系经办银行和学校资助部门，申请政策允许的缓解办法。",
            "We fill in applications and résumés truthfully. We repay student loans as agreed and, in difficulty, speak "
            "early to the lender and the aid office and ask for the relief that the rules allow.",
        ),
        h2("五、做错了，怎样补救", "5. When something went wrong"),
        ul(
            ("尽早说明，主动更正。", "Say so early and correct it yourself."),
            (
                "按要求完成修补：重写、学习、说明或履行承诺。",
                "Do what mends it: rewrite, learn, explain, or keep the promise after all.",
            ),
            (
                "改过之后，不再重提：到期、解除或被推翻的记录，不影响任何评选和权利。",
                "Then it is over: a record that has expired, been released or overturned affects no award and no right.",
            ),
        ),
        h2("六、学校的承诺", "6. What the school promises"),
        ul(
            (
                "作出处分决定前，告知事实、理由和依据，听取陈述和申辩（《普通高等学校学生管理规定》第五十五条）。",
                "Before a sanction is decided the student is told the facts, reasons and basis, and is heard (Ministry of "
                "Education Order 41, art. 55).",
            ),
            (
                "决定书写明申诉的途径和期限；收到决定之日起 10 日内可以申诉（第五十三条、第六十条）。",
                "The decision names the way and time to appeal; an appeal may be filed within 10 days of receipt (arts 53 "
                "and 60).",
            ),
            (
                "检测工具的分数不作为唯一证据；不由程序自动作出不利决定。",
                "The score of a detector is never the only evidence, and no program decides against a student.",
            ),
            (
                "更严的新规定不溯及既往：按行为发生时的版本判断。",
                "A harsher new rule does not reach back: conduct is judged by the version of its day.",
            ),
            (
                "签不签诚信承诺书，都不影响学业、奖助和毕业。",
                "Whether or not somebody signs an honesty pledge has no effect on study, aid or graduation.",
            ),
        ),
    ),
}
