"""The plain pages of the demonstration site: privacy, accessibility, contact."""

from __future__ import annotations

from dataclasses import dataclass

from education.demo.writing import Both, Html, h2, html, p, ul


@dataclass(frozen=True)
class PlainPage:
    slug: str
    title: Both
    lede: Both
    body: Html


PRIVACY = PlainPage(
    slug="privacy",
    title=Both("隐私与数据用途", "Privacy and use of data"),
    lede=Both(
        "诚信档案里有什么、保存多久、谁看得到、您有哪些权利，用平常话说清楚。",
        "What is in the honesty archive, how long it is kept, who sees it and what you may do, in plain words.",
    ),
    body=html(
        h2("我们保存什么", "What we keep"),
        ul(
            (
                "基本信息：姓名、学号、学院、专业、年级、班级和学籍状态。证件号码加密保存，页面上只显示一部分。",
                "Basic data: name, student number, school, programme, year, class and enrolment status. The identity "
                "number is encrypted and shown only in part.",
            ),
            (
                "不良记录：只在有正式决定、有法规依据、并有告知和送达证明时才会记入。",
                "Adverse records: only after a formal decision, with a legal basis, and with proof that you were told and "
                "served.",
            ),
            (
                "守信记录：志愿服务、守信还款等。您可以拒绝记录，拒绝没有任何影响。",
                "Good records: voluntary service, repayment on time and the like. You may decline to have them recorded; "
                "declining has no effect on anything.",
            ),
            (
                "查阅记录：谁、哪个部门、为什么、在什么时候看过您的档案。",
                "The look-up log: who, which office, why and when somebody looked at your archive.",
            ),
            (
                "课程进度：只记到您读到哪里，不打分，也不进入诚信档案。",
                "Course progress: only where you stopped reading. It has no mark and is no part of the archive.",
            ),
        ),
        h2("我们从不保存什么", "What we never keep"),
        p(
            "宗教信仰、基因、指纹、血型、疾病和病史；含有这些栏目的表格，系统在读取内容之前就会拒收。不为未满 18 周岁的人建立任何诚信记录。"
            "没有给人打的总分、等级、颜色或排名，也没有失信者名单。",
            "Religion, genes, fingerprints, blood type, disease and medical history: a spreadsheet with such a column is "
            "refused before its contents are read. No record is made about anyone under 18. There is no overall score, "
            "grade, colour or rank of a person, and no list of dishonest persons.",
        ),
        h2("保存多久", "How long we keep it"),
        ul(
            (
                "不良记录按轻重显示：轻微的不显示或最长 3 个月，一般的 3 个月至 1 年，严重的 1 至 3 年；自行为终止之日起最长保存 "
                "5 年，随后从档案中删除（参照《征信业管理条例》第十六条）。",
                "Adverse records are shown by severity: minor ones not at all or for 3 months at most, general ones 3 "
                "months to 1 year, serious ones 1 to 3 years. They are kept 5 years at most from the end of the conduct "
                "and then deleted from the archive (after art. 16 of the Regulation on the Credit Reporting Industry).",
            ),
            (
                "查阅记录至少保存 5 年，供您核查。",
                "The look-up log is kept 5 years at least, so that you can check it.",
            ),
            (
                "处分与解除处分的材料，学校须依规真实完整地归入本人档案（教育部令第 41 号第五十八条）。它们另行封存，"
                "不用于任何评选。",
                "The law obliges the school to file the papers of a sanction and of its release truly and completely "
                "(Ministry of Education Order 41, art. 58). They are sealed apart and used for no selection.",
            ),
        ),
        h2("谁看得到", "Who sees it"),
        p(
            "您本人随时可以看。工作人员只有因登记在册的用途并选定用途后才能查阅，例如核对奖学金条件、办理案件；每一次查阅都会留下您能看到的记录。"
            "家长未经您同意看不到。学校以外的人看不到，除非您为某个接收方、某项用途、某些内容和某段期限单独同意，"
            "或者有明确的法律依据并经两人批准（《个人信息保护法》第二十三条）。",
            "You, at any time. Staff only for a registered purpose that they name first, such as checking the conditions "
            "of a scholarship or handling a case; each look leaves a trace that you can read. Parents see nothing without "
            "your consent. Nobody outside the school sees anything unless you agree separately to that recipient, "
            "purpose, content and period, or a named law requires it and two persons approve (Personal Information "
            "Protection Law, art. 23).",
        ),
        h2("您的权利", "Your rights"),
        ul(
            (
                "查阅和复制自己的信息（《个人信息保护法》第四十五条），不限次数，不收费。",
                "To read and copy your data (Personal Information Protection Law, art. 45), as often as you like and free "
                "of charge.",
            ),
            (
                "要求更正（第四十六条）；符合条件时要求删除（第四十七条）。",
                "To have it corrected (art. 46) and, where the conditions are met, deleted (art. 47).",
            ),
            (
                "要求说明处理规则（第四十八条）。不利决定都由具体的人作出；完全由程序作出且影响重大的决定，您有权拒绝（第二十四条）。",
                "To have the rules explained (art. 48). Decisions against you are made by a named person; you may refuse a "
                "weighty decision made by a program alone (art. 24).",
            ),
            (
                "提出异议：记录立即标注“异议处理中”，20 日内书面答复（参照《征信业管理条例》第二十五条）。",
                "To object: the record is marked as disputed at once, and you get a written answer within 20 days (after "
                "art. 25 of the Regulation on the Credit Reporting Industry).",
            ),
            (
                "附上自己的说明：随时可写，与该记录一同展示（参照第十六条）。",
                "To add a statement at any time; it is shown with the record (after art. 16).",
            ),
            (
                "对处分不服，收到决定之日起 10 日内申诉；对复查决定仍不服，15 日内向省级教育行政部门申诉（教育部令第 41 号第六十条、"
                "第六十二条）。",
                "To appeal against a sanction within 10 days of receipt, and against the review decision within 15 days to "
                "the provincial education authority (Order 41, arts 60 and 62).",
            ),
        ),
        h2("Cookie 与外部网站", "Cookies and other sites"),
        p(
            "本站只使用登录、语言和安全所必需的 Cookie，不使用统计或广告 Cookie，也不从其他网站加载任何内容。",
            "This site uses only the cookies that signing in, your language and security need. It has no statistics or "
            "advertising cookies and loads nothing from other sites.",
        ),
    ),
)

ACCESSIBILITY = PlainPage(
    slug="accessibility",
    title=Both("无障碍声明", "Accessibility statement"),
    lede=Both(
        "每个人都应当能用：手机、键盘、读屏软件、放大的字号。",
        "Everybody should be able to use this site: on a phone, with a keyboard, a screen reader or large type.",
    ),
    body=html(
        h2("我们的目标", "What we aim at"),
        p(
            "公开页面和学生页面按照《Web 内容无障碍指南》（WCAG）2.2 的 AA 级设计和检查。",
            "Public pages and students’ pages are designed and checked against the Web Content Accessibility Guidelines "
            "(WCAG) 2.2, level AA.",
        ),
        ul(
            (
                "全部功能可以只用键盘完成，焦点始终看得见。",
                "Everything works with a keyboard, and the focus is always visible.",
            ),
            (
                "状态用文字、图标和颜色共同表示，从不只靠颜色。",
                "A status is a word, a sign and a colour, never a colour alone.",
            ),
            (
                "图片有替代文字，图表旁有表格，视频有文字稿。",
                "Pictures have a text, charts a table, videos a transcript.",
            ),
            (
                "宽度 320 像素时不需要左右滚动；可以放大到 400 %；提供深色模式。",
                "At a width of 320 pixels nothing scrolls sideways; text can be enlarged to 400%; there is a dark mode.",
            ),
            ("阅读课程不需要脚本。", "Courses can be read without script."),
        ),
        h2("已知的不足", "What is still lacking"),
        p(
            "工作人员后台以电脑使用为主，窄屏上部分表格需要左右滚动。自动检查只能发现一部分问题，因此我们还用读屏软件人工检查主要页面。",
            "The staff pages are made for a desk; on a narrow screen some tables scroll sideways. Automatic checks find "
            "only part of the problems, so the main pages are also checked by hand with a screen reader.",
        ),
        h2("遇到障碍怎么办", "If something is in your way"),
        p(
            "请联系诚信办公室，说明哪一页、遇到了什么、您使用什么设备。我们在 5 个工作日内答复；在改好之前，用您方便的方式提供同样的内容。",
            "Tell the integrity office which page, what happened and what device you use. We answer within 5 working days "
            "and, until it is mended, give you the same content in a way that suits you.",
        ),
    ),
)

CONTACT = PlainPage(
    slug="contact",
    title=Both("联系诚信办公室", "Contact the integrity office"),
    lede=Both(
        "有疑问、要更正、想申诉，或者只是不知道该找谁，都可以来。",
        "Come with a question, a correction or an appeal, or simply if you do not know whom to ask.",
    ),
    body=html(
        h2("在哪里、什么时候", "Where and when"),
        p(
            "办公地点、时间和电话见每页底部。来之前不必预约；不方便来，可以打电话或写信。",
            "You find the place, hours and telephone at the foot of each page. You need no appointment, and you may call "
            "or write instead.",
        ),
        h2("找谁", "Whom to ask"),
        ul(
            (
                "看不懂档案里的一条记录，或者认为它有误：诚信办公室。",
                "You do not understand a record, or think it is wrong: the integrity office.",
            ),
            ("姓名、学号、学院不对：学籍管理部门。", "Your name, number or school is wrong: the registrar."),
            (
                "奖助学金与助学贷款：学生资助中心。",
                "Scholarships, aid and student loans: the student aid centre.",
            ),
            (
                "对处分决定不服：学生申诉处理委员会，自收到决定之日起 10 日内（教育部令第 41 号第六十条）。",
                "You disagree with a sanction: the student appeals committee, within 10 days of receipt (Ministry of "
                "Education Order 41, art. 60).",
            ),
            (
                "认为个人信息被不当查阅或使用：个人信息保护负责人。",
                "You think that your data was looked at or used improperly: the privacy officer.",
            ),
        ),
        h2("可以带人来吗", "May I bring somebody?"),
        p(
            "可以。您可以请同学、老师或其他信任的人陪同；是否让家长知道，由您决定。",
            "Yes: a fellow student, a teacher or anyone you trust. Whether your parents are told is up to you.",
        ),
    ),
)

PLAIN_PAGES = [PRIVACY, ACCESSIBILITY, CONTACT]
