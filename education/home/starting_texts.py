"""The words a new installation starts with, in both languages; an editor changes them in the site's pages."""

from __future__ import annotations

from typing import Any

HOME: dict[str, dict[str, Any]] = {
    "zh-hans": {
        "title": "首页",
        "headline": "守信有记录，失信有出路",
        "lede": "明信是学校的诚信教育与诚信档案平台。先学会怎样做对，再谈怎样记录；"
        "每一条记录都有依据、有期限，本人看得到，也可以提出异议。",
        "search_description": "明信：大学诚信教育课程、宣传日历与学生诚信档案。",
        "parts": [
            {
                "icon": "book",
                "title": "学",
                "text": "引用、合作、考试、人工智能工具：短课程讲清界线在哪里，"
                "并用真实感的案例练习。任何人都可以阅读。",
            },
            {
                "icon": "doc",
                "title": "记",
                "text": "志愿服务、守信还款等好事可以留下记录。不良记录必须有正式决定、"
                "法规依据和送达证明，缺一不可。",
            },
            {
                "icon": "eye",
                "title": "看",
                "text": "学生随时查看自己的档案，也看得到谁、哪个部门、为什么、在什么时候查阅过它。",
            },
            {
                "icon": "scale",
                "title": "改",
                "text": "不服可以提出异议和申诉；到期、解除或被推翻的记录，当天就不再显示、不再使用。",
            },
        ],
        "rights_lede": "这些权利写在法规里，也写进了程序：系统不允许跳过任何一步。",
        "rights": [
            {
                "title": "先告知，后决定",
                "text": "作出处分决定之前，学校告知事实、理由和依据，听取你的陈述和申辩。",
                "source": "《普通高等学校学生管理规定》（教育部令第 41 号）第五十五条",
            },
            {
                "title": "可以申诉",
                "text": "收到决定之日起 10 日内，可以向学校学生申诉处理委员会提出书面申诉。",
                "source": "《普通高等学校学生管理规定》第六十条",
            },
            {
                "title": "随时查看，不收费",
                "text": "自己的档案，在线查看和下载均不限次数。",
                "source": "参照《征信业管理条例》第十七条（每年两次免费），本校不限次数",
            },
            {
                "title": "可以提出异议",
                "text": "认为有误可以提出异议，该记录立即标注“异议处理中”，20 日内书面答复。",
                "source": "参照《征信业管理条例》第二十五条",
            },
            {
                "title": "有期限，不跟一辈子",
                "text": "不良记录自行为终止之日起最长保存 5 年，一般更短；到期自动移出档案。",
                "source": "参照《征信业管理条例》第十六条",
            },
            {
                "title": "没有总分和排名",
                "text": "系统里没有给人打的总分、等级、颜色或排名，也没有失信者名单。",
                "source": "本系统规则",
            },
        ],
    },
    "en": {
        "title": "Home",
        "headline": "Honesty can be learned, and mended",
        "lede": "Mingxin is the school’s place for honesty education and the honesty archive. First we teach how to do "
        "it right. What is recorded has a legal basis and an end date, is open to the student, and can be "
        "disputed.",
        "search_description": "Mingxin: honesty courses, the publicity calendar and students’ honesty archives.",
        "parts": [
            {
                "icon": "book",
                "title": "Learn",
                "text": "Sources, teamwork, examinations, AI tools: short courses show "
                "where the line is, with cases to try. Open to everyone.",
            },
            {
                "icon": "doc",
                "title": "Record",
                "text": "Good deeds may leave a record: voluntary service, a loan repaid "
                "on time. An adverse record needs a formal decision, a legal "
                "basis and proof of service.",
            },
            {
                "icon": "eye",
                "title": "See",
                "text": "Students read their own archive at any time, and also who looked "
                "at it: which office, why and when.",
            },
            {
                "icon": "scale",
                "title": "Mend",
                "text": "You can object and appeal. A record that is over, released or "
                "overturned stops being shown and used that very day.",
            },
        ],
        "rights_lede": "These rights stand in the rules of the state, and in the program: no step can be skipped.",
        "rights": [
            {
                "title": "Told first, decided later",
                "text": "Before a sanction is decided, the school tells you the "
                "facts, the reasons and the basis, and hears your statement and defence.",
                "source": "Ministry of Education Order 41, art. 55",
            },
            {
                "title": "You can appeal",
                "text": "Within 10 days of receiving the decision you may appeal in writing to "
                "the student appeals committee.",
                "source": "Ministry of Education Order 41, art. 60",
            },
            {
                "title": "Read it any time, free",
                "text": "Reading and downloading your own archive has no limit.",
                "source": "After art. 17 of the Regulation on the Credit Reporting Industry (twice a year free); "
                "without limit here",
            },
            {
                "title": "You can object",
                "text": "If something is wrong, object: the record is marked as disputed at "
                "once and you get a written answer within 20 days.",
                "source": "After art. 25 of the Regulation on the Credit Reporting Industry",
            },
            {
                "title": "It ends",
                "text": "An adverse record is kept 5 years at most from the end of the conduct, "
                "usually much less, and then leaves the archive by itself.",
                "source": "After art. 16 of the Regulation on the Credit Reporting Industry",
            },
            {
                "title": "No score, no rank",
                "text": "There is no overall score, grade, colour or rank of a person, and "
                "no list of dishonest persons.",
                "source": "Rule of this system",
            },
        ],
    },
}

COURSES: dict[str, dict[str, str]] = {
    "zh-hans": {
        "title": "课程",
        "lede": "短小、具体、可以马上用在作业和论文里的诚信课程。无需登录即可阅读；登录后，系统会记住您读到哪里。",
    },
    "en": {
        "title": "Courses",
        "lede": "Short, concrete courses on honesty that you can use in your next assignment or thesis. Read without "
        "an account; sign in and your place is kept.",
    },
}

KEY_DAYS: dict[str, dict[str, str]] = {
    "zh-hans": {
        "title": "宣传日历",
        "lede": "一年中适合谈诚信的日子：每个日子按自己的规则推算，尚未公布的，我们如实说明。",
    },
    "en": {
        "title": "Publicity calendar",
        "lede": "Days of the year on which it is good to speak about honesty. Each follows its own date rule; where a "
        "date has not been announced, we say so.",
    },
}
