"""Makes OneRoster sets, as student systems export them."""

from __future__ import annotations

import io
import zipfile

MANIFEST = "propertyName,value\nmanifest.version,1.0\noneroster.version,{version}\n{files}source.systemName,SIS\n"
ORGS = (
    "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\n"
    "org-1,,,示例大学,district,U,\n"
    "org-2,,,人工智能学院,school,AI,org-1\n"
    "org-3,,,机器人系,department,,org-2\n"
)
USERS_1_1 = (
    "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,"
    "middleName,identifier,email,sms,phone,agentSourcedIds,grades,password\n"
    'u-1,,,true,"org-2,org-3",student,wf,,芳,王,,2026000001,,,,,,\n'
    "u-2,,,true,org-2,teacher,lq,,强,李,,T01,,,,,,\n"
    "u-3,,,true,org-9,student,jd,,John,Doe,Q,,,,,,,\n"
    "u-4,tobedeleted,2026-09-01,false,org-2,student,zl,,丽,赵,,2026000004,,,,,,\n"
)
USERS_1_2 = (
    "sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,middleName,identifier,"
    "email,sms,phone,agentSourcedIds,grades,password,userMasterIdentifier,primaryOrgSourcedId\n"
    "u-1,,,true,wf,,芳,王,,2026000001,,,,,,,,org-2\n"
    "u-2,,,true,lq,,强,李,,T01,,,,,,,,org-2\n"
    "u-3,,,true,jd,,John,Doe,,2026000003,,,,,,,,\n"
)
ROLES = (
    "sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId\n"
    "r-1,,,u-1,primary,student,,,org-3\n"
    "r-2,,,u-2,primary,teacher,,,org-2\n"
    "r-3,,,u-3,secondary,student,,,org-2\n"
    "r-4,,,u-3,primary,student,,,org-3\n"
)
DEMOGRAPHICS = (
    "sourcedId,status,dateLastModified,birthDate,sex,americanIndianOrAlaskaNative\n"
    "u-1,,,2005-03-14,female,false\n"
    "u-4,,,2005-03-15,female,false\n"
)


def oneroster(
    version: str = "1.1", *, mode: str = "bulk", folder: str = "", bom: bool = False, **files: str | None
) -> bytes:
    """A set; `files` add files by name without .csv, or take one away (None)."""
    tables: dict[str, str] = {"orgs": ORGS, "users": USERS_1_1 if version == "1.1" else USERS_1_2}
    tables["demographics"] = DEMOGRAPHICS
    if version == "1.2":
        tables["roles"] = ROLES
    tables |= {name: content for name, content in files.items() if content is not None and name != "manifest"}
    for name in [name for name, content in files.items() if content is None]:
        tables.pop(name, None)
    listed = "".join(f"file.{name},{mode}\n" for name in tables)
    manifest = files.get("manifest", MANIFEST.format(version=version, files=listed))
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {"manifest": manifest, **tables}.items():
            if text is not None:
                archive.writestr(f"{folder}{name}.csv", text.encode("utf-8-sig" if bom else "utf-8"))
    return content.getvalue()
