<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ko_KR" sourcelanguage="en">
<context>
    <name>ActionFinder</name>
    <message>
        <source>Find an action</source>
        <translation>기능 찾기</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>단축키</translation>
    </message>
    <message>
        <source>Type what you want to do</source>
        <translation>실행할 기능 입력</translation>
    </message>
</context>
<context>
    <name>ColumnsDialog</name>
    <message>
        <source>A sheet needs a source column and another one for the target: {sheets}</source>
        <translation>시트마다 원문 열과, 그와 다른 번역 열이 필요합니다: {sheets}</translation>
    </message>
    <message>
        <source>Columns of {name}</source>
        <translation>{name}의 열</translation>
    </message>
    <message>
        <source>Take at least one sheet.</source>
        <translation>시트를 하나 이상 선택하십시오.</translation>
    </message>
    <message>
        <source>Use these columns for all sheets</source>
        <translation>모든 시트에 이 열 사용</translation>
    </message>
</context>
<context>
    <name>Commands</name>
    <message>
        <source>At most {n} segments can be marked at once.</source>
        <translation>한 번에 최대 {n}개 세그먼트까지 표시할 수 있습니다.</translation>
    </message>
    <message>
        <source>Left out: {n} of {all}. {reason}</source>
        <translation>{all}개 중 {n}개를 제외했습니다. {reason}</translation>
    </message>
    <message>
        <source>Only the target can be pasted into.</source>
        <translation>번역문 셀에만 붙여넣을 수 있습니다.</translation>
    </message>
    <message>
        <source>There is no translation yet.</source>
        <translation>아직 번역이 없습니다.</translation>
    </message>
</context>
<context>
    <name>ConflictDialog</name>
    <message>
        <source>&amp;Keep the text above</source>
        <translation>위 텍스트로 저장(&amp;K)</translation>
    </message>
    <message>
        <source>Keep this (edit it as you like)</source>
        <translation>저장할 번역 (편집 가능)</translation>
    </message>
    <message>
        <source>Neither text is lost: both are in the segment&apos;s history.</source>
        <translation>두 텍스트 모두 세그먼트 기록에 남습니다.</translation>
    </message>
    <message>
        <source>Saved meanwhile by somebody else</source>
        <translation>그 사이 다른 사용자가 저장한 번역</translation>
    </message>
    <message>
        <source>Saved meanwhile by {name}</source>
        <translation>그사이 {name} 님이 저장함</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>원문</translation>
    </message>
    <message>
        <source>The text that is kept</source>
        <translation>저장할 텍스트</translation>
    </message>
    <message>
        <source>Two people changed this segment</source>
        <translation>두 사람이 이 세그먼트를 변경했습니다</translation>
    </message>
    <message>
        <source>Use &amp;both</source>
        <translation>둘 다 사용(&amp;B)</translation>
    </message>
    <message>
        <source>Use &amp;mine</source>
        <translation>내 번역 사용(&amp;M)</translation>
    </message>
    <message>
        <source>Use &amp;theirs</source>
        <translation>상대 번역 사용(&amp;T)</translation>
    </message>
    <message>
        <source>Yours</source>
        <translation>내 번역</translation>
    </message>
    <message>
        <source>empty</source>
        <translation>비어 있음</translation>
    </message>
</context>
<context>
    <name>Counting</name>
    <message>
        <source>{count} segments · {percent}% confirmed</source>
        <translation>세그먼트 {count}개 · {percent}% 확정</translation>
    </message>
</context>
<context>
    <name>Edits</name>
    <message>
        <source>Somebody else has changed this segment meanwhile.</source>
        <translation>그 사이 다른 사용자가 이 세그먼트를 변경했습니다.</translation>
    </message>
</context>
<context>
    <name>EmptyPage</name>
    <message>
        <source>Choose a file in the tree and press Enter, or drop new files on this window.</source>
        <translation>트리에서 파일을 선택하고 Enter 키를 누르거나, 새 파일을 이 창에 끌어다 놓으십시오.</translation>
    </message>
    <message>
        <source>Choose files to import, or drop them on this window.</source>
        <translation>가져올 파일을 고르거나 이 창에 끌어다 놓으십시오.</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>연결 중…</translation>
    </message>
    <message>
        <source>Drop game files on this window, or choose them: tabbed text, LocStr XML or Excel. They come back byte for byte, with only your translations changed.</source>
        <translation>게임 파일을 이 창에 끌어다 놓거나 선택하십시오. 탭 구분 텍스트, LocStr XML, Excel을 지원합니다. 내보낸 파일은 번역만 바뀌고 나머지는 원본과 바이트까지 같습니다.</translation>
    </message>
    <message>
        <source>Import files…</source>
        <translation>파일 가져오기…</translation>
    </message>
    <message>
        <source>No file is open</source>
        <translation>열린 파일이 없습니다</translation>
    </message>
    <message>
        <source>No files yet</source>
        <translation>아직 파일이 없습니다</translation>
    </message>
    <message>
        <source>No projects yet</source>
        <translation>아직 프로젝트가 없습니다</translation>
    </message>
    <message>
        <source>Open the sample project</source>
        <translation>샘플 프로젝트 열기</translation>
    </message>
    <message>
        <source>The database cannot be reached</source>
        <translation>데이터베이스에 연결할 수 없습니다</translation>
    </message>
    <message>
        <source>The database is being opened.</source>
        <translation>데이터베이스를 여는 중입니다.</translation>
    </message>
</context>
<context>
    <name>Files</name>
    <message>
        <source>Export {name}</source>
        <translation>{name} 내보내기</translation>
    </message>
    <message>
        <source>Exported to {out}: {n} segments differ from the original.</source>
        <translation>{out}에 내보냈습니다. 원본과 다른 세그먼트는 {n}개입니다.</translation>
    </message>
    <message>
        <source>Its segments and their history are kept. File › Restore from the trash… brings it back.</source>
        <translation>세그먼트와 기록은 그대로 남습니다. 파일 › 휴지통에서 복원…으로 되돌릴 수 있습니다.</translation>
    </message>
    <message>
        <source>Move to trash</source>
        <translation>휴지통으로 이동</translation>
    </message>
    <message>
        <source>Move {name} to the trash?</source>
        <translation>{name}을(를) 휴지통으로 이동하시겠습니까?</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>이름</translation>
    </message>
    <message>
        <source>New folder</source>
        <translation>새 폴더</translation>
    </message>
    <message>
        <source>New project</source>
        <translation>새 프로젝트</translation>
    </message>
    <message>
        <source>Open the sample project</source>
        <translation>샘플 프로젝트 열기</translation>
    </message>
    <message>
        <source>The trash is empty.</source>
        <translation>휴지통이 비어 있습니다.</translation>
    </message>
    <message>
        <source>{name} is back from the trash.</source>
        <translation>{name}을(를) 휴지통에서 복원했습니다.</translation>
    </message>
    <message>
        <source>{name} is in the trash.</source>
        <translation>{name}을(를) 휴지통으로 옮겼습니다.</translation>
    </message>
</context>
<context>
    <name>FilterBar</name>
    <message>
        <source>Filter (Ctrl+F)</source>
        <translation>필터 (Ctrl+F)</translation>
    </message>
    <message>
        <source>How</source>
        <translation>비교 방식</translation>
    </message>
    <message>
        <source>State</source>
        <translation>상태</translation>
    </message>
    <message>
        <source>Text to filter by</source>
        <translation>필터 텍스트</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>검색 위치</translation>
    </message>
    <message>
        <source>all states</source>
        <translation>모든 상태</translation>
    </message>
    <message>
        <source>confirmed</source>
        <translation>확정</translation>
    </message>
    <message>
        <source>contains</source>
        <translation>포함</translation>
    </message>
    <message>
        <source>contains not</source>
        <translation>포함 안 함</translation>
    </message>
    <message>
        <source>draft</source>
        <translation>초안</translation>
    </message>
    <message>
        <source>everywhere</source>
        <translation>전체</translation>
    </message>
    <message>
        <source>in StringID</source>
        <translation>StringID</translation>
    </message>
    <message>
        <source>in source</source>
        <translation>원문</translation>
    </message>
    <message>
        <source>in target</source>
        <translation>번역</translation>
    </message>
    <message>
        <source>is exactly</source>
        <translation>정확히 일치</translation>
    </message>
    <message>
        <source>not confirmed</source>
        <translation>미확정</translation>
    </message>
    <message>
        <source>regular expression</source>
        <translation>정규식</translation>
    </message>
    <message>
        <source>rejected</source>
        <translation>반려</translation>
    </message>
    <message>
        <source>reviewed</source>
        <translation>검토됨</translation>
    </message>
    <message>
        <source>searching…</source>
        <translation>검색 중…</translation>
    </message>
    <message>
        <source>translated</source>
        <translation>번역됨</translation>
    </message>
    <message>
        <source>untranslated</source>
        <translation>미번역</translation>
    </message>
    <message>
        <source>{shown} of {total}</source>
        <translation>{total}개 중 {shown}개</translation>
    </message>
    <message>
        <source>{total} segments</source>
        <translation>세그먼트 {total}개</translation>
    </message>
</context>
<context>
    <name>GridActions</name>
    <message>
        <source>Back to draft</source>
        <translation>초안으로 되돌리기</translation>
    </message>
    <message>
        <source>Clear target</source>
        <translation>번역 지우기</translation>
    </message>
    <message>
        <source>Commit and move down</source>
        <translation>저장하고 아래로 이동</translation>
    </message>
    <message>
        <source>Confirm and go to next unconfirmed</source>
        <translation>확정하고 다음 미확정으로 이동</translation>
    </message>
    <message>
        <source>Confirm and stay</source>
        <translation>이동하지 않고 확정</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>복사</translation>
    </message>
    <message>
        <source>Copy source to target</source>
        <translation>원문을 번역에 복사</translation>
    </message>
    <message>
        <source>Edit target</source>
        <translation>번역 편집</translation>
    </message>
    <message>
        <source>Insert line break</source>
        <translation>줄 바꿈 삽입</translation>
    </message>
    <message>
        <source>Leave without saving</source>
        <translation>저장하지 않고 나가기</translation>
    </message>
    <message>
        <source>Mark as translated</source>
        <translation>번역됨으로 표시</translation>
    </message>
    <message>
        <source>Next segment</source>
        <translation>다음 세그먼트</translation>
    </message>
    <message>
        <source>Next unconfirmed</source>
        <translation>다음 미확정 세그먼트</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>붙여넣기</translation>
    </message>
    <message>
        <source>Previous segment</source>
        <translation>이전 세그먼트</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>다시 실행</translation>
    </message>
    <message>
        <source>Save and edit the next target</source>
        <translation>저장하고 다음 번역 편집</translation>
    </message>
    <message>
        <source>Save and edit the previous target</source>
        <translation>저장하고 이전 번역 편집</translation>
    </message>
    <message>
        <source>Save as draft</source>
        <translation>초안으로 저장</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>실행 취소</translation>
    </message>
</context>
<context>
    <name>ImportDialog</name>
    <message>
        <source>(top of the project)</source>
        <translation>(프로젝트 최상위)</translation>
    </message>
    <message>
        <source>A new project will be made: {name}</source>
        <translation>새 프로젝트를 만듭니다: {name}</translation>
    </message>
    <message>
        <source>Choose which columns of the workbook hold source, target and StringID</source>
        <translation>통합 문서에서 원문, 번역, StringID가 있는 열 선택</translation>
    </message>
    <message>
        <source>Columns…</source>
        <translation>열 선택…</translation>
    </message>
    <message>
        <source>File</source>
        <translation>파일</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>파일</translation>
    </message>
    <message>
        <source>First text</source>
        <translation>첫 텍스트</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>폴더</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>가져오기</translation>
    </message>
    <message>
        <source>Import files</source>
        <translation>파일 가져오기</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>언어</translation>
    </message>
    <message>
        <source>Language of the translations</source>
        <translation>번역 언어</translation>
    </message>
    <message>
        <source>Left out because they cannot be read: {n}</source>
        <translation>읽을 수 없어 제외됨: {n}개</translation>
    </message>
    <message>
        <source>Name of a new project</source>
        <translation>새 프로젝트 이름</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>프로젝트</translation>
    </message>
    <message>
        <source>Read as</source>
        <translation>형식</translation>
    </message>
    <message>
        <source>The language is named by its code, as in: en, pt-BR, zh-TW</source>
        <translation>언어는 코드로 적습니다. 예: en, pt-BR, zh-TW</translation>
    </message>
    <message>
        <source>as the table says</source>
        <translation>표에 적힌 대로</translation>
    </message>
    <message>
        <source>{n} segments</source>
        <translation>세그먼트 {n}개</translation>
    </message>
</context>
<context>
    <name>Imports</name>
    <message>
        <source>Cancelled: {n}.</source>
        <translation>취소: {n}개.</translation>
    </message>
    <message>
        <source>Game files (*.txt *.tsv *.xml *.xlsx *.xlsm);;All files (*)</source>
        <translation>게임 파일 (*.txt *.tsv *.xml *.xlsx *.xlsm);;모든 파일 (*)</translation>
    </message>
    <message>
        <source>Import files</source>
        <translation>파일 가져오기</translation>
    </message>
    <message>
        <source>Import {name}</source>
        <translation>{name} 가져오기</translation>
    </message>
    <message>
        <source>Imported files: {n} of {all}.</source>
        <translation>파일 {all}개 중 {n}개를 가져왔습니다.</translation>
    </message>
    <message>
        <source>Look at the files</source>
        <translation>파일 검사</translation>
    </message>
    <message>
        <source>The import of {name} was cancelled; nothing of it is kept.</source>
        <translation>{name} 가져오기를 취소했습니다. 남은 것은 없습니다.</translation>
    </message>
    <message>
        <source>There are no files in what was dropped.</source>
        <translation>끌어다 놓은 항목에 파일이 없습니다.</translation>
    </message>
    <message>
        <source>{name} is imported.</source>
        <translation>{name} 파일을 가져왔습니다.</translation>
    </message>
    <message>
        <source>{name} is imported. View › Panels › Tasks has a button that opens it.</source>
        <translation>{name} 파일을 가져왔습니다. 보기 › 패널 › 작업의 버튼으로 열 수 있습니다.</translation>
    </message>
    <message>
        <source>{name}: places that are not as expected and stay as they are: {n}</source>
        <translation>{name}: 예상과 달라 그대로 둔 곳: {n}</translation>
    </message>
</context>
<context>
    <name>LdmTab</name>
    <message>
        <source>Conflicts: {n}</source>
        <translation>충돌: {n}</translation>
    </message>
    <message>
        <source>Connected</source>
        <translation>연결됨</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>연결 중…</translation>
    </message>
    <message>
        <source>Export with certificate…</source>
        <translation>인증서와 함께 내보내기…</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>내보내기…</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>필터</translation>
    </message>
    <message>
        <source>Go to number or StringID…</source>
        <translation>번호 또는 StringID로 이동…</translation>
    </message>
    <message>
        <source>Go to the project tree</source>
        <translation>프로젝트 트리로 이동</translation>
    </message>
    <message>
        <source>Import files…</source>
        <translation>파일 가져오기…</translation>
    </message>
    <message>
        <source>New project…</source>
        <translation>새 프로젝트…</translation>
    </message>
    <message>
        <source>No connection. What you type is kept and saved when it is back.</source>
        <translation>연결이 끊어졌습니다. 입력한 내용은 보관되며 다시 연결되면 저장됩니다.</translation>
    </message>
    <message>
        <source>No segment passes the filter.</source>
        <translation>필터와 일치하는 세그먼트가 없습니다.</translation>
    </message>
    <message>
        <source>Open the sample project</source>
        <translation>샘플 프로젝트 열기</translation>
    </message>
    <message>
        <source>Read the whole source</source>
        <translation>원문 전체 보기</translation>
    </message>
    <message>
        <source>Resolve conflicts…</source>
        <translation>충돌 해결…</translation>
    </message>
    <message>
        <source>Restore from the trash…</source>
        <translation>휴지통에서 복원…</translation>
    </message>
    <message>
        <source>Segment {number} has been changed since then; that edit cannot be undone.</source>
        <translation>{number}번 세그먼트가 그 이후에 변경되어 해당 편집을 실행 취소할 수 없습니다.</translation>
    </message>
    <message>
        <source>Segments that somebody else has changed too. LDM › Resolve conflicts asks what to keep.</source>
        <translation>다른 사람도 변경한 세그먼트입니다. LDM › 충돌 해결에서 남길 내용을 선택하십시오.</translation>
    </message>
    <message>
        <source>Show all segments</source>
        <translation>모든 세그먼트 표시</translation>
    </message>
    <message>
        <source>Somebody</source>
        <translation>다른 사용자</translation>
    </message>
    <message>
        <source>You</source>
        <translation>나</translation>
    </message>
    <message>
        <source>{name} has just changed this segment. Your text stays; you will be asked when you save.</source>
        <translation>방금 이 세그먼트가 변경되었습니다 (변경한 사람: {name}). 입력 중인 텍스트는 유지되며, 저장할 때 선택할 수 있습니다.</translation>
    </message>
    <message>
        <source>{name} is no longer there.</source>
        <translation>{name}이(가) 더 이상 없습니다.</translation>
    </message>
    <message>
        <source>{n} here</source>
        <translation>{n}명 접속 중</translation>
    </message>
    <message>
        <source>{n} segments have been changed since then; their edits cannot be undone.</source>
        <translation>그 이후 변경된 세그먼트 {n}개의 편집은 실행 취소할 수 없습니다.</translation>
    </message>
</context>
<context>
    <name>LoginDialog</name>
    <message>
        <source>A database of your own, started with LocaNext. Nothing leaves this machine.</source>
        <translation>LocaNext와 함께 시작되는 개인 데이터베이스입니다. 데이터가 외부로 나가지 않습니다.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>연결</translation>
    </message>
    <message>
        <source>Connecting</source>
        <translation>연결 중</translation>
    </message>
    <message>
        <source>Database</source>
        <translation>데이터베이스</translation>
    </message>
    <message>
        <source>Encrypted only (any server is believed)</source>
        <translation>암호화만 사용 (서버 신원을 확인하지 않음)</translation>
    </message>
    <message>
        <source>Encrypted, and the server proves who it is</source>
        <translation>암호화 및 서버 신원 확인</translation>
    </message>
    <message>
        <source>Join a server</source>
        <translation>서버에 연결</translation>
    </message>
    <message>
        <source>Keep me signed in on this computer</source>
        <translation>이 컴퓨터에서 로그인 유지</translation>
    </message>
    <message>
        <source>Name the database (usually locanext).</source>
        <translation>데이터베이스 이름을 입력하십시오(보통 locanext).</translation>
    </message>
    <message>
        <source>Name the server, as your administrator gave it to you.</source>
        <translation>관리자에게 받은 서버 이름을 입력하십시오.</translation>
    </message>
    <message>
        <source>Only the name: no address, no port.</source>
        <translation>이름만 입력하십시오. 주소(URL)나 포트는 포함하지 않습니다.</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>비밀번호</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>포트</translation>
    </message>
    <message>
        <source>Security</source>
        <translation>보안</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>서버</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>시작</translation>
    </message>
    <message>
        <source>Translate together with your team, live.</source>
        <translation>팀과 함께 실시간으로 번역합니다.</translation>
    </message>
    <message>
        <source>Type your login.</source>
        <translation>사용자 이름을 입력하십시오.</translation>
    </message>
    <message>
        <source>Type your password.</source>
        <translation>비밀번호를 입력하십시오.</translation>
    </message>
    <message>
        <source>User</source>
        <translation>사용자</translation>
    </message>
    <message>
        <source>Where do you want to work?</source>
        <translation>어디에서 작업하시겠습니까?</translation>
    </message>
    <message>
        <source>Work on this computer</source>
        <translation>이 컴퓨터에서 작업</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>A task is still running. Stop it and close LocaNext?</source>
        <translation>작업이 아직 실행 중입니다. 작업을 중지하고 LocaNext를 닫으시겠습니까?</translation>
    </message>
    <message>
        <source>Close and lose them</source>
        <translation>저장하지 않고 닫기</translation>
    </message>
    <message>
        <source>Edits that have not reached the server: {n}. Closing now loses them.</source>
        <translation>서버에 저장되지 않은 편집이 {n}개 있습니다. 지금 닫으면 사라집니다.</translation>
    </message>
    <message>
        <source>Leave the window open, and they are saved as soon as the server is back.</source>
        <translation>창을 열어 두면 서버에 다시 연결되는 대로 저장됩니다.</translation>
    </message>
    <message>
        <source>LocaNext speaks this language when it is started the next time.</source>
        <translation>선택한 언어는 LocaNext를 다시 시작하면 적용됩니다.</translation>
    </message>
    <message>
        <source>Stop and close</source>
        <translation>중지하고 닫기</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>중지하는 중…</translation>
    </message>
    <message>
        <source>Tabs</source>
        <translation>탭</translation>
    </message>
</context>
<context>
    <name>Menus</name>
    <message>
        <source>&amp;Edit</source>
        <translation>편집(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>파일(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>도움말(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>보기(&amp;V)</translation>
    </message>
    <message>
        <source>About LocaNext</source>
        <translation>LocaNext 정보</translation>
    </message>
    <message>
        <source>As high as the texts</source>
        <translation>텍스트 높이에 맞춤</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>시스템 설정 사용</translation>
    </message>
    <message>
        <source>At most 3 lines</source>
        <translation>최대 3줄</translation>
    </message>
    <message>
        <source>Cancel the task that runs</source>
        <translation>실행 중인 작업 취소</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>어둡게</translation>
    </message>
    <message>
        <source>Density</source>
        <translation>표시 밀도</translation>
    </message>
    <message>
        <source>Find an action…</source>
        <translation>기능 찾기…</translation>
    </message>
    <message>
        <source>Keys…</source>
        <translation>단축키…</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>언어</translation>
    </message>
    <message>
        <source>Larger text</source>
        <translation>글자 크게</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>밝게</translation>
    </message>
    <message>
        <source>Normal text size</source>
        <translation>기본 글자 크기</translation>
    </message>
    <message>
        <source>One line</source>
        <translation>1줄</translation>
    </message>
    <message>
        <source>Open the log folder</source>
        <translation>로그 폴더 열기</translation>
    </message>
    <message>
        <source>Panels</source>
        <translation>패널</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>끝내기</translation>
    </message>
    <message>
        <source>Smaller text</source>
        <translation>글자 작게</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>테마</translation>
    </message>
</context>
<context>
    <name>Navigator</name>
    <message>
        <source>Every segment of this file is confirmed.</source>
        <translation>이 파일의 모든 세그먼트가 확정되었습니다.</translation>
    </message>
    <message>
        <source>Everything that the filter shows is confirmed.</source>
        <translation>필터에 표시된 모든 세그먼트가 확정되었습니다.</translation>
    </message>
    <message>
        <source>Go to</source>
        <translation>이동</translation>
    </message>
    <message>
        <source>Number of the segment, or its StringID</source>
        <translation>세그먼트 번호 또는 StringID</translation>
    </message>
    <message>
        <source>Others are at work on all that is left.</source>
        <translation>남은 세그먼트는 모두 다른 사람이 작업하고 있습니다.</translation>
    </message>
    <message>
        <source>There is no segment {wanted}: the file has {count}, and none with this StringID.</source>
        <translation>세그먼트 {wanted}이(가) 없습니다. 파일의 세그먼트는 {count}개이며 이 StringID도 없습니다.</translation>
    </message>
</context>
<context>
    <name>PageFetcher</name>
    <message>
        <source>At most {n} segments can be copied at once; export the file instead.</source>
        <translation>세그먼트는 한 번에 {n}개까지만 복사할 수 있습니다. 파일 내보내기를 사용하십시오.</translation>
    </message>
    <message>
        <source>Copy {n} segments</source>
        <translation>세그먼트 {n}개 복사</translation>
    </message>
</context>
<context>
    <name>PasswordDialog</name>
    <message>
        <source>An administrator gave you this password. Choose one of your own before you begin.</source>
        <translation>관리자가 정해 준 비밀번호입니다. 시작하기 전에 새 비밀번호를 정하십시오.</translation>
    </message>
    <message>
        <source>Change password</source>
        <translation>비밀번호 변경</translation>
    </message>
    <message>
        <source>New password</source>
        <translation>새 비밀번호</translation>
    </message>
    <message>
        <source>Once more</source>
        <translation>한 번 더</translation>
    </message>
    <message>
        <source>The two are not the same.</source>
        <translation>두 비밀번호가 서로 다릅니다.</translation>
    </message>
    <message>
        <source>You sign in with the new password from now on.</source>
        <translation>이제부터 새 비밀번호로 로그인합니다.</translation>
    </message>
</context>
<context>
    <name>People</name>
    <message>
        <source>you</source>
        <translation>나</translation>
    </message>
</context>
<context>
    <name>Program</name>
    <message>
        <source>Change password…</source>
        <translation>비밀번호 변경…</translation>
    </message>
    <message>
        <source>Connect…</source>
        <translation>연결…</translation>
    </message>
    <message>
        <source>In the environment, or in the file {file}.</source>
        <translation>환경 변수 또는 {file} 파일에 있습니다.</translation>
    </message>
    <message>
        <source>The database of this computer is yours alone: it has no password to remember.</source>
        <translation>이 컴퓨터의 데이터베이스는 혼자 쓰는 것이라 기억할 비밀번호가 없습니다.</translation>
    </message>
    <message>
        <source>The password is changed. The old one still stands in POSTGRES_PASSWORD: put the new one there.</source>
        <translation>비밀번호를 바꿨습니다. POSTGRES_PASSWORD에는 아직 이전 비밀번호가 있으니 새 비밀번호로 바꿔 주십시오.</translation>
    </message>
    <message>
        <source>The server is named by the environment, so it cannot be chosen here.</source>
        <translation>서버가 환경 변수로 지정되어 있어 여기에서 선택할 수 없습니다.</translation>
    </message>
    <message>
        <source>{name} is set, there or in the file {file}. Without it LocaNext asks you.</source>
        <translation>환경 변수나 {file} 파일에 {name}이(가) 설정되어 있습니다. 설정하지 않으면 LocaNext가 서버를 묻습니다.</translation>
    </message>
</context>
<context>
    <name>RefusedDialog</name>
    <message>
        <source>&amp;Copy</source>
        <translation>복사(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Discard…</source>
        <translation>버리기(&amp;D)…</translation>
    </message>
    <message>
        <source>&amp;Save to file…</source>
        <translation>파일로 저장(&amp;S)…</translation>
    </message>
    <message>
        <source>&amp;Try again</source>
        <translation>다시 시도(&amp;T)</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>닫기</translation>
    </message>
    <message>
        <source>File</source>
        <translation>파일</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>이유</translation>
    </message>
    <message>
        <source>Save texts to a file</source>
        <translation>텍스트를 파일로 저장</translation>
    </message>
    <message>
        <source>StringID</source>
        <translation>StringID</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>텍스트</translation>
    </message>
    <message>
        <source>Text files (*.txt);;All files (*)</source>
        <translation>텍스트 파일 (*.txt);;모든 파일 (*)</translation>
    </message>
    <message>
        <source>Texts that could not be saved</source>
        <translation>저장하지 못한 텍스트</translation>
    </message>
    <message>
        <source>They are kept on this computer, and tried again at each start of LocaNext.</source>
        <translation>이 컴퓨터에 보관되어 있으며, LocaNext를 시작할 때마다 다시 저장을 시도합니다.</translation>
    </message>
</context>
<context>
    <name>SegmentModel</name>
    <message>
        <source>No.</source>
        <translation>번호</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>메모</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>원문</translation>
    </message>
    <message>
        <source>State</source>
        <translation>상태</translation>
    </message>
    <message>
        <source>StringID</source>
        <translation>StringID</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>번역</translation>
    </message>
    <message>
        <source>This segment is locked.</source>
        <translation>이 세그먼트는 잠겨 있습니다.</translation>
    </message>
    <message>
        <source>This segment is reviewed; a reviewer can change it.</source>
        <translation>검토가 끝난 세그먼트입니다. 검토자가 수정할 수 있습니다.</translation>
    </message>
    <message>
        <source>This segment is still being fetched.</source>
        <translation>이 세그먼트를 불러오는 중입니다.</translation>
    </message>
    <message>
        <source>You may read this file, not edit it.</source>
        <translation>이 파일은 읽을 수만 있고 편집할 수 없습니다.</translation>
    </message>
    <message>
        <source>confirmed</source>
        <translation>확정</translation>
    </message>
    <message>
        <source>draft</source>
        <translation>초안</translation>
    </message>
    <message>
        <source>empty</source>
        <translation>비어 있음</translation>
    </message>
    <message>
        <source>rejected</source>
        <translation>반려</translation>
    </message>
    <message>
        <source>reviewed</source>
        <translation>검토됨</translation>
    </message>
    <message>
        <source>translated</source>
        <translation>번역됨</translation>
    </message>
    <message>
        <source>untranslated</source>
        <translation>미번역</translation>
    </message>
    <message>
        <source>{state}, locked</source>
        <translation>{state}, 잠김</translation>
    </message>
</context>
<context>
    <name>SegmentView</name>
    <message>
        <source>Only the target can be edited: F2 opens it.</source>
        <translation>번역만 편집할 수 있습니다. F2를 누르면 열립니다.</translation>
    </message>
    <message>
        <source>Segments</source>
        <translation>세그먼트</translation>
    </message>
</context>
<context>
    <name>SheetPage</name>
    <message>
        <source>First rows of the sheet</source>
        <translation>시트의 처음 몇 행</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>원문</translation>
    </message>
    <message>
        <source>StringID</source>
        <translation>StringID</translation>
    </message>
    <message>
        <source>Take this sheet</source>
        <translation>이 시트 가져오기</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>번역</translation>
    </message>
    <message>
        <source>The first row is a header</source>
        <translation>첫 행은 머리글</translation>
    </message>
    <message>
        <source>none</source>
        <translation>없음</translation>
    </message>
</context>
<context>
    <name>TargetEditor</name>
    <message>
        <source>Target</source>
        <translation>번역</translation>
    </message>
</context>
<context>
    <name>TaskPanel</name>
    <message>
        <source>Nothing has run yet.</source>
        <translation>아직 실행된 작업이 없습니다.</translation>
    </message>
    <message>
        <source>Tasks</source>
        <translation>작업</translation>
    </message>
</context>
<context>
    <name>TaskRow</name>
    <message>
        <source>Cancel this task</source>
        <translation>이 작업 취소</translation>
    </message>
    <message>
        <source>Open the result</source>
        <translation>결과 열기</translation>
    </message>
</context>
<context>
    <name>TaskStrip</name>
    <message>
        <source>Cancel this task</source>
        <translation>이 작업 취소</translation>
    </message>
    <message>
        <source>{n} more</source>
        <translation>{n}개 더</translation>
    </message>
</context>
<context>
    <name>TrashDialog</name>
    <message>
        <source>A file comes back to its place, with its segments and their history.</source>
        <translation>파일이 세그먼트와 기록 그대로 제자리로 돌아옵니다.</translation>
    </message>
    <message>
        <source>File</source>
        <translation>파일</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>언어</translation>
    </message>
    <message>
        <source>Moved to the trash</source>
        <translation>휴지통으로 옮긴 때</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>프로젝트</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>복원</translation>
    </message>
    <message>
        <source>Trash</source>
        <translation>휴지통</translation>
    </message>
</context>
<context>
    <name>TreeDock</name>
    <message>
        <source>Export…</source>
        <translation>내보내기…</translation>
    </message>
    <message>
        <source>Find a file</source>
        <translation>파일 찾기</translation>
    </message>
    <message>
        <source>Find a file by its name</source>
        <translation>이름으로 파일 찾기</translation>
    </message>
    <message>
        <source>Import files here…</source>
        <translation>여기로 파일 가져오기…</translation>
    </message>
    <message>
        <source>Move to trash</source>
        <translation>휴지통으로 이동</translation>
    </message>
    <message>
        <source>New folder…</source>
        <translation>새 폴더…</translation>
    </message>
    <message>
        <source>New project…</source>
        <translation>새 프로젝트…</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>열기</translation>
    </message>
    <message>
        <source>Projects</source>
        <translation>프로젝트</translation>
    </message>
    <message>
        <source>Projects and files</source>
        <translation>프로젝트 및 파일</translation>
    </message>
    <message>
        <source>{name} ({language}): {count} segments, {done} confirmed</source>
        <translation>{name} ({language}): 세그먼트 {count}개, 확정 {done}개</translation>
    </message>
</context>
<context>
    <name>Unsaved</name>
    <message>
        <source>Discard</source>
        <translation>버리기</translation>
    </message>
    <message>
        <source>Discard texts that could not be saved: {n}?</source>
        <translation>저장하지 못한 텍스트 {n}개를 버릴까요?</translation>
    </message>
    <message>
        <source>Edits that the server has not confirmed yet</source>
        <translation>아직 서버에 저장되지 않은 편집</translation>
    </message>
    <message>
        <source>Saving {n}…</source>
        <translation>{n}개 저장 중…</translation>
    </message>
    <message>
        <source>Texts that could not be saved…</source>
        <translation>저장하지 못한 텍스트…</translation>
    </message>
    <message>
        <source>They are kept on this computer. LDM › Texts that could not be saved… lists them.</source>
        <translation>이 컴퓨터에 보관되어 있습니다. LDM › 저장하지 못한 텍스트…에서 볼 수 있습니다.</translation>
    </message>
    <message>
        <source>They are nowhere else.</source>
        <translation>다른 곳에는 남아 있지 않습니다.</translation>
    </message>
    <message>
        <source>What you type is kept on this computer, and saved as soon as the server is back.</source>
        <translation>입력한 내용은 이 컴퓨터에 보관되며, 서버가 돌아오는 대로 저장됩니다.</translation>
    </message>
    <message>
        <source>Working offline: {n} text waits</source>
        <translation>오프라인 작업 중: 텍스트 {n}개 대기</translation>
    </message>
    <message>
        <source>Working offline: {n} texts wait</source>
        <translation>오프라인 작업 중: 텍스트 {n}개 대기</translation>
    </message>
    <message>
        <source>Write {name}</source>
        <translation>{name} 쓰기</translation>
    </message>
    <message>
        <source>Written: {path}</source>
        <translation>저장했습니다: {path}</translation>
    </message>
    <message>
        <source>{n} text could not be saved</source>
        <translation>텍스트 {n}개를 저장하지 못했습니다</translation>
    </message>
    <message>
        <source>{n} text from last time was saved.</source>
        <translation>지난번에 입력한 텍스트 {n}개를 저장했습니다.</translation>
    </message>
    <message>
        <source>{n} texts could not be saved</source>
        <translation>텍스트 {n}개를 저장하지 못했습니다</translation>
    </message>
    <message>
        <source>{n} texts from last time were saved.</source>
        <translation>지난번에 입력한 텍스트 {n}개를 저장했습니다.</translation>
    </message>
</context>
<context>
    <name>messages</name>
    <message>
        <source>A SCRAM-SHA-256 verifier is expected, never a password.</source>
        <translation>암호가 아니라 SCRAM-SHA-256 검증값이 필요합니다.</translation>
    </message>
    <message>
        <source>A file of this name and language is there already. Move that one to the trash first, or choose another folder.</source>
        <translation>같은 이름과 언어의 파일이 이미 있습니다. 그 파일을 먼저 휴지통으로 옮기거나 다른 폴더를 고르십시오.</translation>
    </message>
    <message>
        <source>A folder needs a name.</source>
        <translation>폴더 이름이 필요합니다.</translation>
    </message>
    <message>
        <source>A login starts with a letter and holds small letters, digits, dots, dashes and underscores.</source>
        <translation>로그인 이름은 영문 소문자로 시작해야 하며 영문 소문자, 숫자, 점, 하이픈, 밑줄만 사용할 수 있습니다.</translation>
    </message>
    <message>
        <source>A match counts from a percentage between 50 and 100 on, not {threshold}.</source>
        <translation>일치율 기준은 {threshold}이(가) 아니라 50에서 100 사이여야 합니다.</translation>
    </message>
    <message>
        <source>A memory is assigned to one platform, project or folder.</source>
        <translation>번역 메모리는 플랫폼, 프로젝트, 폴더 중 하나에만 지정할 수 있습니다.</translation>
    </message>
    <message>
        <source>A name holds no slash, backslash or control character, and no blank at its ends.</source>
        <translation>이름에는 슬래시, 백슬래시, 제어 문자를 사용할 수 없으며 앞뒤에 공백이 있으면 안 됩니다.</translation>
    </message>
    <message>
        <source>A password must not hold your login.</source>
        <translation>비밀번호에 로그인 이름이 들어 있으면 안 됩니다.</translation>
    </message>
    <message>
        <source>A password needs at least five different characters.</source>
        <translation>비밀번호에는 서로 다른 문자가 다섯 개 이상 있어야 합니다.</translation>
    </message>
    <message>
        <source>A password needs at least {least} characters.</source>
        <translation>비밀번호는 {least}자 이상이어야 합니다.</translation>
    </message>
    <message>
        <source>A priority is a number from -1000 to 1000, a penalty one from 0 to 100.</source>
        <translation>우선순위는 -1000에서 1000 사이, 감점은 0에서 100 사이의 숫자여야 합니다.</translation>
    </message>
    <message>
        <source>A project needs a name.</source>
        <translation>프로젝트 이름이 필요합니다.</translation>
    </message>
    <message>
        <source>A segment lacks its number, version, text or state.</source>
        <translation>세그먼트의 번호, 버전, 텍스트 또는 상태가 빠져 있습니다.</translation>
    </message>
    <message>
        <source>A segment stands twice in one save.</source>
        <translation>한 번의 저장에 같은 세그먼트가 두 번 들어 있습니다.</translation>
    </message>
    <message>
        <source>A segment that was edited is no longer in the file.</source>
        <translation>편집한 세그먼트가 더 이상 파일에 없습니다.</translation>
    </message>
    <message>
        <source>A translation memory cannot be written as {name}; choose one of {known}.</source>
        <translation>번역 메모리는 {name} 형식으로 쓸 수 없습니다. {known} 가운데 하나를 고르십시오.</translation>
    </message>
    <message>
        <source>A translation memory needs a name.</source>
        <translation>번역 메모리에는 이름이 필요합니다.</translation>
    </message>
    <message>
        <source>A unit needs a source and a target.</source>
        <translation>번역 단위에는 원문과 번역이 모두 필요합니다.</translation>
    </message>
    <message>
        <source>Another program has been setting up the private server for too long.</source>
        <translation>다른 프로그램의 개인 서버 설정이 너무 오래 걸리고 있습니다.</translation>
    </message>
    <message>
        <source>Another program is downloading {model} now.</source>
        <translation>지금 다른 프로그램이 {model} 모델을 내려받고 있습니다.</translation>
    </message>
    <message>
        <source>Cancelled. Nothing was changed.</source>
        <translation>취소되었습니다. 변경된 내용은 없습니다.</translation>
    </message>
    <message>
        <source>DATABASE_TYPE is {kind}; it can be postgresql or private.</source>
        <translation>DATABASE_TYPE 값이 {kind}입니다. postgresql 또는 private만 사용할 수 있습니다.</translation>
    </message>
    <message>
        <source>Excel workbook</source>
        <translation>Excel 통합 문서</translation>
    </message>
    <message>
        <source>Files in the encoding “{name}” cannot be edited byte for byte.</source>
        <translation>“{name}” 인코딩의 파일은 바이트를 그대로 보존하면서 편집할 수 없습니다.</translation>
    </message>
    <message>
        <source>It cannot be read: {problem}</source>
        <translation>읽을 수 없습니다: {problem}</translation>
    </message>
    <message>
        <source>It holds no text to translate.</source>
        <translation>번역할 텍스트가 없습니다.</translation>
    </message>
    <message>
        <source>It is no longer there: {detail}</source>
        <translation>더 이상 존재하지 않습니다: {detail}</translation>
    </message>
    <message>
        <source>It is not there, or you have no right to edit it.</source>
        <translation>대상이 없거나 편집할 권한이 없습니다.</translation>
    </message>
    <message>
        <source>It is not there, or you have no right to manage it.</source>
        <translation>대상이 없거나 관리할 권한이 없습니다.</translation>
    </message>
    <message>
        <source>It is not there, or you have no right to read it.</source>
        <translation>대상이 없거나 볼 권한이 없습니다.</translation>
    </message>
    <message>
        <source>It is there already. ({detail})</source>
        <translation>이미 있습니다. ({detail})</translation>
    </message>
    <message>
        <source>LocStr XML</source>
        <translation>LocStr XML</translation>
    </message>
    <message>
        <source>LocStr without StrOrigin</source>
        <translation>LocStr 요소에 StrOrigin이 없음</translation>
    </message>
    <message>
        <source>No segment has the StringID {string_id}.</source>
        <translation>StringID가 {string_id}인 세그먼트가 없습니다.</translation>
    </message>
    <message>
        <source>No segment of {file} has the StringID {string_id}.</source>
        <translation>{file}에 StringID가 {string_id}인 세그먼트가 없습니다.</translation>
    </message>
    <message>
        <source>One administrator has to stay.</source>
        <translation>관리자는 한 명 이상 있어야 합니다.</translation>
    </message>
    <message>
        <source>POSTGRES_PORT is {port}; it must be a number from 1 to 65535.</source>
        <translation>POSTGRES_PORT 값이 {port}입니다. 1에서 65535 사이의 숫자여야 합니다.</translation>
    </message>
    <message>
        <source>PostgreSQL did not start. Its log ends so:
{log}</source>
        <translation>PostgreSQL이 시작되지 않았습니다. 로그의 마지막 부분:
{log}</translation>
    </message>
    <message>
        <source>Say a text, or --batch FILE with one text on each line.</source>
        <translation>텍스트를 지정하거나, 한 줄에 텍스트가 하나씩 있는 파일을 --batch FILE로 지정하십시오.</translation>
    </message>
    <message>
        <source>Say one of --platform NAME, --project NAME, or --project NAME --folder F.</source>
        <translation>--platform 이름, --project 이름, --project 이름 --folder 폴더 가운데 하나를 지정하십시오.</translation>
    </message>
    <message>
        <source>Several files are called {file}: say which folder and language ({known}).</source>
        <translation>{file}이라는 파일이 여러 개 있습니다. 폴더와 언어를 지정하십시오({known}).</translation>
    </message>
    <message>
        <source>Somebody else is changing it at this moment; try again.</source>
        <translation>지금 다른 사람이 바꾸고 있습니다. 다시 시도하십시오.</translation>
    </message>
    <message>
        <source>Tabbed text</source>
        <translation>탭 구분 텍스트</translation>
    </message>
    <message>
        <source>The account {login} is busy; try again.</source>
        <translation>{login} 계정이 사용 중입니다. 다시 시도하십시오.</translation>
    </message>
    <message>
        <source>The bytes of an upload are not complete.</source>
        <translation>업로드한 파일의 데이터가 완전하지 않습니다.</translation>
    </message>
    <message>
        <source>The database cannot be reached. ({detail})</source>
        <translation>데이터베이스에 연결할 수 없습니다. ({detail})</translation>
    </message>
    <message>
        <source>The encoding “{name}” is not known.</source>
        <translation>“{name}”은(는) 알 수 없는 인코딩입니다.</translation>
    </message>
    <message>
        <source>The file cannot be read: {problem}.</source>
        <translation>파일을 읽을 수 없습니다: {problem}.</translation>
    </message>
    <message>
        <source>The file cannot be written, because of these texts: {texts}.</source>
        <translation>다음 텍스트 때문에 파일을 쓸 수 없습니다: {texts}.</translation>
    </message>
    <message>
        <source>The file has no segment {ord}: it is damaged, or another file.</source>
        <translation>파일에 {ord}번 세그먼트가 없습니다. 파일이 손상되었거나 다른 파일입니다.</translation>
    </message>
    <message>
        <source>The file is not there any more, or you have no right to it.</source>
        <translation>파일이 더 이상 없거나 파일에 대한 권한이 없습니다.</translation>
    </message>
    <message>
        <source>The file {path} is damaged.</source>
        <translation>{path} 파일이 손상되었습니다.</translation>
    </message>
    <message>
        <source>The file {path} with the passwords of the private server is damaged.</source>
        <translation>개인 서버의 비밀번호가 저장된 {path} 파일이 손상되었습니다.</translation>
    </message>
    <message>
        <source>The files of the model {model} are damaged; remove it and add it again.</source>
        <translation>{model} 모델의 파일이 손상되었습니다. 모델을 제거한 뒤 다시 추가하십시오.</translation>
    </message>
    <message>
        <source>The journal of unsaved texts was damaged. It is kept as {file}.</source>
        <translation>저장하지 않은 텍스트의 기록이 손상되었습니다. {file}(으)로 보관했습니다.</translation>
    </message>
    <message>
        <source>The kinds of matches are: {known}.</source>
        <translation>일치 종류: {known}.</translation>
    </message>
    <message>
        <source>The language of {path} is not known; say it with --language.</source>
        <translation>{path} 파일의 언어를 알 수 없습니다. --language로 지정하십시오.</translation>
    </message>
    <message>
        <source>The memory holds such a unit.</source>
        <translation>번역 메모리에 같은 번역 단위가 이미 있습니다.</translation>
    </message>
    <message>
        <source>The model {model} cannot be downloaded now ({reason}). Try again: what has come is kept. Without a network, add it from a folder.</source>
        <translation>{model} 모델을 지금 내려받을 수 없습니다({reason}). 다시 시도하십시오: 받은 부분은 보존되어 있습니다. 네트워크가 없으면 폴더에서 추가하십시오.</translation>
    </message>
    <message>
        <source>The model {model} cannot be opened: {reason}.</source>
        <translation>{model} 모델을 열 수 없습니다: {reason}.</translation>
    </message>
    <message>
        <source>The model {model} does not make vectors.</source>
        <translation>{model} 모델은 벡터를 만들지 않습니다.</translation>
    </message>
    <message>
        <source>The model {model} is in use.</source>
        <translation>{model} 모델을 사용 중입니다.</translation>
    </message>
    <message>
        <source>The model {model} needs a library that is not installed: {reason}.</source>
        <translation>{model} 모델에 필요한 라이브러리가 설치되어 있지 않습니다: {reason}.</translation>
    </message>
    <message>
        <source>The original of {name} is damaged in the database; restore it from a backup.</source>
        <translation>데이터베이스에 있는 {name} 원본이 손상되었습니다. 백업에서 복원하십시오.</translation>
    </message>
    <message>
        <source>The password of {user} on {host} is not known here; sign in again.</source>
        <translation>{host}의 {user} 계정 비밀번호가 이 컴퓨터에 없습니다. 다시 로그인하십시오.</translation>
    </message>
    <message>
        <source>The passwords of the private server are in this computer&apos;s keyring, which cannot be opened: {detail}</source>
        <translation>개인 서버의 비밀번호가 저장된 이 컴퓨터의 키링을 열 수 없습니다: {detail}</translation>
    </message>
    <message>
        <source>The passwords of the private server are no longer in this computer&apos;s keyring.</source>
        <translation>개인 서버의 비밀번호가 더 이상 이 컴퓨터의 키링에 없습니다.</translation>
    </message>
    <message>
        <source>The passwords of the private server in {folder} are gone.</source>
        <translation>{folder}에 있는 개인 서버의 비밀번호가 없어졌습니다.</translation>
    </message>
    <message>
        <source>The private server cannot be used: {detail}</source>
        <translation>개인 서버를 사용할 수 없습니다: {detail}</translation>
    </message>
    <message>
        <source>The private server does not accept the account {login}.</source>
        <translation>개인 서버가 {login} 계정을 허용하지 않습니다.</translation>
    </message>
    <message>
        <source>The private server in {folder} does not end.</source>
        <translation>{folder}의 개인 서버가 종료되지 않습니다.</translation>
    </message>
    <message>
        <source>The private server&apos;s data in {folder} is of PostgreSQL {found}; this program has PostgreSQL {ours}.</source>
        <translation>{folder}에 있는 개인 서버 데이터는 PostgreSQL {found} 버전용이지만, 이 프로그램의 PostgreSQL은 {ours} 버전입니다.</translation>
    </message>
    <message>
        <source>The process of the model {model} has ended (exit code {code}). What it had done is kept; try again.</source>
        <translation>{model} 모델의 프로세스가 종료되었습니다(종료 코드 {code}). 그때까지의 결과는 보관됩니다. 다시 시도하십시오.</translation>
    </message>
    <message>
        <source>The project {project} is there already, on the platform {platform}.</source>
        <translation>{project} 프로젝트가 이미 있으며 플랫폼은 {platform}입니다.</translation>
    </message>
    <message>
        <source>The segments of an upload are not numbered without a gap.</source>
        <translation>업로드한 세그먼트의 번호가 연속되지 않습니다.</translation>
    </message>
    <message>
        <source>The server could not take this: {detail}</source>
        <translation>서버에서 처리할 수 없는 요청입니다: {detail}</translation>
    </message>
    <message>
        <source>The server does not accept this account or password.</source>
        <translation>계정 또는 비밀번호가 올바르지 않습니다.</translation>
    </message>
    <message>
        <source>The server is older than this program; ask for its update. ({detail})</source>
        <translation>서버 버전이 이 프로그램보다 낮습니다. 서버 업데이트를 요청하십시오. ({detail})</translation>
    </message>
    <message>
        <source>The server refused: {detail}</source>
        <translation>서버가 거부했습니다: {detail}</translation>
    </message>
    <message>
        <source>The server&apos;s database has version {version}, this program needs {needed}: the server must be updated.</source>
        <translation>서버 데이터베이스는 버전 {version}이지만 이 프로그램에는 버전 {needed} 데이터베이스가 필요합니다. 서버를 업데이트해야 합니다.</translation>
    </message>
    <message>
        <source>The translation memory is not there any more, or you have no right to it.</source>
        <translation>번역 메모리가 더 이상 없거나 권한이 없습니다.</translation>
    </message>
    <message>
        <source>The translation memory is not there any more.</source>
        <translation>번역 메모리가 더 이상 없습니다.</translation>
    </message>
    <message>
        <source>The translation memory {name} does not serve that place.</source>
        <translation>번역 메모리 {name}은(는) 그곳에 지정되어 있지 않습니다.</translation>
    </message>
    <message>
        <source>The translation memory {name} is in the trash.</source>
        <translation>번역 메모리 {name}이(가) 휴지통에 있습니다.</translation>
    </message>
    <message>
        <source>The translation memory {name} is in {language}.</source>
        <translation>번역 메모리 {name}의 언어는 {language}입니다.</translation>
    </message>
    <message>
        <source>The translation memory {name} is not in the trash.</source>
        <translation>번역 메모리 {name}이(가) 휴지통에 없습니다.</translation>
    </message>
    <message>
        <source>The unit is not there any more.</source>
        <translation>번역 단위가 더 이상 없습니다.</translation>
    </message>
    <message>
        <source>The vectors of {model} cannot be shortened.</source>
        <translation>{model} 모델의 벡터는 줄일 수 없습니다.</translation>
    </message>
    <message>
        <source>There is a folder of this name already.</source>
        <translation>같은 이름의 폴더가 이미 있습니다.</translation>
    </message>
    <message>
        <source>There is a model {model} already; remove it first.</source>
        <translation>{model} 모델이 이미 있습니다. 먼저 제거하십시오.</translation>
    </message>
    <message>
        <source>There is a project of this name already.</source>
        <translation>같은 이름의 프로젝트가 이미 있습니다.</translation>
    </message>
    <message>
        <source>There is a translation memory of this name already.</source>
        <translation>같은 이름의 번역 메모리가 이미 있습니다.</translation>
    </message>
    <message>
        <source>There is no engine {engine}.</source>
        <translation>{engine} 엔진이 없습니다.</translation>
    </message>
    <message>
        <source>There is no entry {number} in this translation memory.</source>
        <translation>이 번역 메모리에 {number}번 항목이 없습니다.</translation>
    </message>
    <message>
        <source>There is no file format “{format_id}” in this version.</source>
        <translation>이 버전은 “{format_id}” 파일 형식을 지원하지 않습니다.</translation>
    </message>
    <message>
        <source>There is no file {file} in the project {project}.</source>
        <translation>{project} 프로젝트에 {file} 파일이 없습니다.</translation>
    </message>
    <message>
        <source>There is no folder {folder} in the project {project}.</source>
        <translation>프로젝트 {project}에 폴더 {folder}이(가) 없습니다.</translation>
    </message>
    <message>
        <source>There is no folder {folder}.</source>
        <translation>{folder} 폴더가 없습니다.</translation>
    </message>
    <message>
        <source>There is no model {model} on this computer.</source>
        <translation>이 컴퓨터에 {model} 모델이 없습니다.</translation>
    </message>
    <message>
        <source>There is no model {model} that can be downloaded without an account.</source>
        <translation>계정 없이 내려받을 수 있는 {model} 모델이 없습니다.</translation>
    </message>
    <message>
        <source>There is no person {login}.</source>
        <translation>{login} 사용자가 없습니다.</translation>
    </message>
    <message>
        <source>There is no platform {name}.</source>
        <translation>플랫폼 {name}이(가) 없습니다.</translation>
    </message>
    <message>
        <source>There is no project {name}. Projects: {known}.</source>
        <translation>{name} 프로젝트가 없습니다. 프로젝트 목록: {known}.</translation>
    </message>
    <message>
        <source>There is no setting {setting} that could be {value}.</source>
        <translation>{setting} 설정이 없거나 {value} 값을 사용할 수 없습니다.</translation>
    </message>
    <message>
        <source>There is no translation memory {name}.</source>
        <translation>번역 메모리 {name}이(가) 없습니다.</translation>
    </message>
    <message>
        <source>This account has too many sessions.</source>
        <translation>이 계정에 열린 세션이 너무 많습니다.</translation>
    </message>
    <message>
        <source>This account is disabled, or is not known here.</source>
        <translation>사용이 중지되었거나 이 서버에 등록되지 않은 계정입니다.</translation>
    </message>
    <message>
        <source>This account is disabled, or is not known to LocaNext.</source>
        <translation>사용이 중지되었거나 LocaNext에 등록되지 않은 계정입니다.</translation>
    </message>
    <message>
        <source>This can only be done in a transaction that is READ COMMITTED.</source>
        <translation>READ COMMITTED 트랜잭션에서만 할 수 있는 작업입니다.</translation>
    </message>
    <message>
        <source>This is no format and layout of a file.</source>
        <translation>올바른 파일 형식과 구성이 아닙니다.</translation>
    </message>
    <message>
        <source>This is not an upload of yours.</source>
        <translation>본인이 시작한 업로드가 아닙니다.</translation>
    </message>
    <message>
        <source>This needs the role admin.</source>
        <translation>관리자만 할 수 있는 작업입니다.</translation>
    </message>
    <message>
        <source>This needs the role manager or admin.</source>
        <translation>매니저와 관리자만 할 수 있는 작업입니다.</translation>
    </message>
    <message>
        <source>This needs the role reviewer or manager or admin.</source>
        <translation>검토자, 매니저, 관리자만 할 수 있는 작업입니다.</translation>
    </message>
    <message>
        <source>This program is too old for the server: update LocaNext.</source>
        <translation>이 프로그램은 서버보다 오래되었습니다. LocaNext를 업데이트하십시오.</translation>
    </message>
    <message>
        <source>This session was ended; sign in again.</source>
        <translation>이 세션은 종료되었습니다. 다시 로그인하십시오.</translation>
    </message>
    <message>
        <source>To calibrate a model takes at least {count} different texts.</source>
        <translation>모델을 보정하려면 서로 다른 텍스트가 {count}개 이상 필요합니다.</translation>
    </message>
    <message>
        <source>Translation Memory eXchange (TMX)</source>
        <translation>번역 메모리 교환 형식(TMX)</translation>
    </message>
    <message>
        <source>Vectors of {one} cannot be compared with vectors of {other}.</source>
        <translation>{one}의 벡터와 {other}의 벡터는 비교할 수 없습니다.</translation>
    </message>
    <message>
        <source>What you type cannot be kept on this computer: {detail}</source>
        <translation>입력한 내용을 이 컴퓨터에 보관할 수 없습니다: {detail}</translation>
    </message>
    <message>
        <source>You manage some languages of this project only.</source>
        <translation>이 프로젝트에서는 일부 언어에 대한 관리 권한만 있습니다.</translation>
    </message>
    <message>
        <source>a CDATA section is not closed</source>
        <translation>CDATA 섹션이 닫히지 않음</translation>
    </message>
    <message>
        <source>a binary workbook (.xlsb); save it as .xlsx</source>
        <translation>바이너리 통합 문서(.xlsb)는 지원하지 않으므로 .xlsx로 저장해야 함</translation>
    </message>
    <message>
        <source>a cell holds a character that is no text (NUL or half a letter)</source>
        <translation>셀에 텍스트가 아닌 문자(NUL 또는 불완전한 문자)가 있음</translation>
    </message>
    <message>
        <source>a cell is longer than {limit:,} characters</source>
        <translation>셀의 텍스트가 {limit:,}자를 넘음</translation>
    </message>
    <message>
        <source>a character reference that stands for no character</source>
        <translation>존재하지 않는 문자를 가리키는 문자 참조가 있음</translation>
    </message>
    <message>
        <source>a character that is no text (NUL or half a letter)</source>
        <translation>텍스트가 아닌 문자(NUL 또는 불완전한 문자)</translation>
    </message>
    <message>
        <source>a control character, which XML cannot hold</source>
        <translation>XML에 쓸 수 없는 제어 문자</translation>
    </message>
    <message>
        <source>a document type with declarations is not read, for safety</source>
        <translation>선언이 들어 있는 문서 형식은 안전을 위해 읽지 않음</translation>
    </message>
    <message>
        <source>a document type with declarations or an external part is not read, for safety</source>
        <translation>보안을 위해 선언이나 외부 참조가 있는 문서 형식(DOCTYPE)은 읽지 않음</translation>
    </message>
    <message>
        <source>a namespace has more than {limit} prefixes</source>
        <translation>한 네임스페이스의 접두사가 {limit}개를 넘음</translation>
    </message>
    <message>
        <source>a sheet needs one source and one other target column</source>
        <translation>시트에는 원문 열과, 그와 다른 번역 열이 하나씩 필요함</translation>
    </message>
    <message>
        <source>a tag or comment is longer than {limit:,} bytes</source>
        <translation>태그 또는 주석이 {limit:,}바이트를 넘음</translation>
    </message>
    <message>
        <source>a tag or comment is not closed; the file may be cut short</source>
        <translation>태그 또는 주석이 닫히지 않음(파일 끝부분이 잘렸을 수 있음)</translation>
    </message>
    <message>
        <source>a text is longer than {limit:,} characters</source>
        <translation>텍스트가 {limit:,}자보다 김</translation>
    </message>
    <message>
        <source>a text is longer than {limit:,} characters and was left as it is</source>
        <translation>텍스트가 {limit:,}자를 넘어 그대로 두었음</translation>
    </message>
    <message>
        <source>a zip bomb: {packed:,} bytes unpack to {size:,}</source>
        <translation>압축 폭탄: 압축된 {packed:,}바이트를 풀면 {size:,}바이트가 됨</translation>
    </message>
    <message>
        <source>an attribute stands twice in one tag</source>
        <translation>한 태그에 같은 속성이 두 번 있음</translation>
    </message>
    <message>
        <source>an element holds more than {limit:,} tags</source>
        <translation>요소 하나에 들어 있는 태그가 {limit:,}개를 넘음</translation>
    </message>
    <message>
        <source>an element is longer than {limit:,} bytes</source>
        <translation>요소의 길이가 {limit:,}바이트를 넘음</translation>
    </message>
    <message>
        <source>an end tag does not fit its start tag</source>
        <translation>종료 태그가 시작 태그와 맞지 않음</translation>
    </message>
    <message>
        <source>an entity that is not defined</source>
        <translation>정의되지 않은 엔터티가 있음</translation>
    </message>
    <message>
        <source>an old Excel file (.xls); save it as .xlsx</source>
        <translation>이전 버전의 Excel 파일(.xls)은 지원하지 않으므로 .xlsx로 저장해야 함</translation>
    </message>
    <message>
        <source>damaged XML: {reason}</source>
        <translation>손상된 XML: {reason}</translation>
    </message>
    <message>
        <source>it holds a NUL character</source>
        <translation>NUL 문자가 있음</translation>
    </message>
    <message>
        <source>it holds a carriage return that is no line end</source>
        <translation>줄 끝이 아닌 곳에 캐리지 리턴이 있음</translation>
    </message>
    <message>
        <source>it holds no text to translate.</source>
        <translation>번역할 텍스트가 없습니다.</translation>
    </message>
    <message>
        <source>it refers to a shared text that does not exist</source>
        <translation>존재하지 않는 공유 문자열을 참조함</translation>
    </message>
    <message>
        <source>letters that {encoding} has not</source>
        <translation>{encoding} 인코딩에 없는 문자</translation>
    </message>
    <message>
        <source>line {line}: {problem}</source>
        <translation>{line}행: {problem}</translation>
    </message>
    <message>
        <source>longer than the {limit:,} characters that Excel allows in a cell</source>
        <translation>Excel 셀의 최대 길이인 {limit:,}자를 넘음</translation>
    </message>
    <message>
        <source>longer than {limit:,} bytes</source>
        <translation>{limit:,}바이트를 넘음</translation>
    </message>
    <message>
        <source>longer than {limit:,} characters</source>
        <translation>{limit:,}자를 넘음</translation>
    </message>
    <message>
        <source>more than {limit:,} elements inside one another</source>
        <translation>중첩된 요소가 {limit:,}단계를 넘음</translation>
    </message>
    <message>
        <source>more than {n:,} elements, or {m:,} sheets</source>
        <translation>요소가 {n:,}개를 넘거나 시트가 {m:,}개를 넘음</translation>
    </message>
    <message>
        <source>no element found; the file may be cut short</source>
        <translation>요소를 찾을 수 없음(파일 끝부분이 잘렸을 수 있음)</translation>
    </message>
    <message>
        <source>no source and target columns were found; it was skipped</source>
        <translation>원문 열과 번역 열을 찾지 못해 건너뜀</translation>
    </message>
    <message>
        <source>not a workbook, or cut short ({reason})</source>
        <translation>통합 문서가 아니거나 끝부분이 잘림({reason})</translation>
    </message>
    <message>
        <source>not a workbook: it has no xl/workbook.xml</source>
        <translation>통합 문서가 아님(xl/workbook.xml이 없음)</translation>
    </message>
    <message>
        <source>not a workbook: {part} is something else</source>
        <translation>통합 문서가 아님({part}의 내용이 다름)</translation>
    </message>
    <message>
        <source>not valid UTF-8; if it is in another encoding, choose that</source>
        <translation>올바른 UTF-8이 아님(다른 인코딩의 파일이면 해당 인코딩을 선택하십시오)</translation>
    </message>
    <message>
        <source>not valid {encoding}</source>
        <translation>올바른 {encoding} 텍스트가 아님</translation>
    </message>
    <message>
        <source>not well-formed; often it is a &lt; or &amp; in a text</source>
        <translation>XML 문법 오류(텍스트에 &lt; 또는 &amp; 문자를 그대로 쓴 경우가 많음)</translation>
    </message>
    <message>
        <source>password-protected; save it without a password</source>
        <translation>암호로 보호된 파일이므로 암호 없이 저장해야 함</translation>
    </message>
    <message>
        <source>something stands after the end of the root element</source>
        <translation>루트 요소가 끝난 뒤에 다른 내용이 있음</translation>
    </message>
    <message>
        <source>the XML declaration does not stand at the very beginning</source>
        <translation>XML 선언이 파일 맨 앞에 있지 않음</translation>
    </message>
    <message>
        <source>the directory of the package is damaged ({reason})</source>
        <translation>압축 파일의 목록이 손상됨({reason})</translation>
    </message>
    <message>
        <source>the entity {name} is not known and was left out</source>
        <translation>알 수 없는 엔터티 {name}을(를) 뺌</translation>
    </message>
    <message>
        <source>the last part is cut short</source>
        <translation>마지막 구성 파일이 잘림</translation>
    </message>
    <message>
        <source>the namespace of a prefix is not declared</source>
        <translation>선언되지 않은 네임스페이스 접두사가 있음</translation>
    </message>
    <message>
        <source>the package holds two parts of the same name</source>
        <translation>같은 이름의 구성 파일이 두 개 있음</translation>
    </message>
    <message>
        <source>the part {part} cannot be read ({reason})</source>
        <translation>구성 파일 {part}: 읽을 수 없음({reason})</translation>
    </message>
    <message>
        <source>the part {part} is compressed in a way that workbooks do not use</source>
        <translation>구성 파일 {part}: 통합 문서에서 쓰지 않는 방식으로 압축됨</translation>
    </message>
    <message>
        <source>the part {part} is damaged ({reason})</source>
        <translation>구성 파일 {part}: 손상됨({reason})</translation>
    </message>
    <message>
        <source>the part {part} is damaged: {problem}</source>
        <translation>구성 파일 {part}: 손상됨: {problem}</translation>
    </message>
    <message>
        <source>the part {part} lies inside another one</source>
        <translation>구성 파일 {part}: 다른 구성 파일과 겹침</translation>
    </message>
    <message>
        <source>the target cell is hidden under merged cells</source>
        <translation>번역 셀이 병합된 셀에 가려져 있음</translation>
    </message>
    <message>
        <source>the target is a formula</source>
        <translation>번역 셀이 수식임</translation>
    </message>
    <message>
        <source>the workbook does not say where this sheet is; it was skipped</source>
        <translation>통합 문서에 시트의 위치 정보가 없어 건너뜀</translation>
    </message>
    <message>
        <source>there are more than {limit:,} rows</source>
        <translation>행이 {limit:,}개를 넘음</translation>
    </message>
    <message>
        <source>there is no such sheet</source>
        <translation>시트가 없음</translation>
    </message>
    <message>
        <source>there is no text in {language}</source>
        <translation>{language} 텍스트가 없음</translation>
    </message>
    <message>
        <source>this is UTF-32; save it as UTF-8 or UTF-16</source>
        <translation>UTF-32 인코딩은 지원하지 않으므로 UTF-8 또는 UTF-16으로 저장해야 함</translation>
    </message>
    <message>
        <source>this is no TMX file</source>
        <translation>TMX 파일이 아님</translation>
    </message>
    <message>
        <source>unpacked it would be larger than 2 GB</source>
        <translation>압축을 풀면 2GB를 넘음</translation>
    </message>
    <message>
        <source>{count} columns where at least {least} are needed</source>
        <translation>열이 {count}개임(최소 {least}개 필요)</translation>
    </message>
    <message>
        <source>{count} segments have the StringID {string_id}.</source>
        <translation>StringID가 {string_id}인 세그먼트가 {count}개 있습니다.</translation>
    </message>
    <message>
        <source>{error}</source>
        <translation>{error}</translation>
    </message>
    <message>
        <source>{fault}; the line was left as it is</source>
        <translation>{fault}. 이 줄은 그대로 두었습니다.</translation>
    </message>
    <message>
        <source>{fault}; the row was left as it is</source>
        <translation>{fault}. 이 행은 그대로 두었습니다.</translation>
    </message>
    <message>
        <source>{fault}; the unit was left out</source>
        <translation>{fault}. 이 단위는 뺌</translation>
    </message>
    <message>
        <source>{format} ({names})</source>
        <translation>{format}({names})</translation>
    </message>
    <message>
        <source>{kind} is no way of editing.</source>
        <translation>{kind}은(는) 지원하지 않는 편집 방식입니다.</translation>
    </message>
    <message>
        <source>{model} brings program code of its own, which is never run.</source>
        <translation>{model}에는 자체 프로그램 코드가 들어 있습니다. 그런 코드는 절대 실행하지 않습니다.</translation>
    </message>
    <message>
        <source>{model} has its weights in a format that can run programs ({endings}). Only safetensors are read.</source>
        <translation>{model}의 가중치가 프로그램을 실행할 수 있는 형식({endings})입니다. safetensors 형식만 읽습니다.</translation>
    </message>
    <message>
        <source>{model} has no weights: there is no file that ends in .safetensors.</source>
        <translation>{model}에 가중치가 없습니다: 이름이 .safetensors로 끝나는 파일이 없습니다.</translation>
    </message>
    <message>
        <source>{model} is no model of sentence-transformers or Model2Vec: modules.json is missing.</source>
        <translation>{model}은(는) sentence-transformers나 Model2Vec 모델이 아닙니다: modules.json이 없습니다.</translation>
    </message>
    <message>
        <source>{model}: {file} is damaged.</source>
        <translation>{model}: {file} 파일이 손상되었습니다.</translation>
    </message>
    <message>
        <source>{name} could not be read as {format}: {problem}</source>
        <translation>{name} 파일을 {format} 형식으로 읽을 수 없습니다: {problem}</translation>
    </message>
    <message>
        <source>{name} is of no known format. Supported are: {supported}.</source>
        <translation>{name} 파일의 형식을 알 수 없습니다. 지원되는 형식: {supported}.</translation>
    </message>
    <message>
        <source>{name} was changed while it was read; import it again.</source>
        <translation>{name}을(를) 읽는 동안 파일이 변경되었습니다. 다시 가져오십시오.</translation>
    </message>
    <message>
        <source>{path} cannot be opened: {reason}.</source>
        <translation>{path} 파일을 열 수 없습니다: {reason}.</translation>
    </message>
    <message>
        <source>{path} cannot be used: {reason}.</source>
        <translation>{path}을(를) 사용할 수 없습니다: {reason}.</translation>
    </message>
    <message>
        <source>{path} cannot be written: {detail}</source>
        <translation>{path}에 쓸 수 없습니다: {detail}</translation>
    </message>
    <message>
        <source>{path} is not a file.</source>
        <translation>{path}은(는) 파일이 아닙니다.</translation>
    </message>
    <message>
        <source>{path} is not in UTF-8.</source>
        <translation>{path} 파일이 UTF-8 인코딩이 아닙니다.</translation>
    </message>
    <message>
        <source>{path} is there already; allow to replace it, or choose another name.</source>
        <translation>{path} 파일이 이미 있습니다. 바꾸기를 허용하거나 다른 이름을 선택하십시오.</translation>
    </message>
    <message>
        <source>{path}: {error}</source>
        <translation>{path}: {error}</translation>
    </message>
    <message>
        <source>{pattern} is no regular expression: {reason}.</source>
        <translation>{pattern}은(는) 올바른 정규식이 아닙니다: {reason}.</translation>
    </message>
    <message>
        <source>{place}: {problem}</source>
        <translation>{place}: {problem}</translation>
    </message>
    <message>
        <source>{reason}: {named}</source>
        <translation>{reason}: {named}</translation>
    </message>
    <message>
        <source>{reason}: {named} and {more} more</source>
        <translation>{reason}: {named} 외 {more}개</translation>
    </message>
    <message>
        <source>{text} is no code of a language; such are en, pt-BR and zh-TW.</source>
        <translation>{text}은(는) 언어 코드가 아닙니다. 언어 코드의 예: en, pt-BR, zh-TW.</translation>
    </message>
    <message>
        <source>{text} is not SHEET:SOURCE:TARGET or SHEET:SOURCE:TARGET:ID.</source>
        <translation>{text}: SHEET:SOURCE:TARGET 또는 SHEET:SOURCE:TARGET:ID 형식이 아닙니다.</translation>
    </message>
</context>
<context>
    <name>tabs</name>
    <message>
        <source>LDM</source>
        <translation>LDM</translation>
    </message>
</context>
<context>
    <name>task_panel</name>
    <message>
        <source>Cancelled</source>
        <translation>취소됨</translation>
    </message>
    <message>
        <source>Done in {time}</source>
        <translation>{time} 만에 완료</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>실패</translation>
    </message>
    <message>
        <source>Progress of the task</source>
        <translation>작업 진행률</translation>
    </message>
    <message>
        <source>Waiting for its turn</source>
        <translation>대기 중</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done}/{total}</translation>
    </message>
    <message>
        <source>{n} min {s} s</source>
        <translation>{n}분 {s}초</translation>
    </message>
    <message>
        <source>{n} s</source>
        <translation>{n}초</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>{time} 남음</translation>
    </message>
</context>
</TS>
