<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ko_KR" sourcelanguage="en">
<context>
    <name>ActionFinder</name>
    <message>
        <source>Find an action</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type what you want to do</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ColumnsDialog</name>
    <message>
        <source>A sheet needs a source column and another one for the target: {sheets}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Columns of {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take at least one sheet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use these columns for all sheets</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ConflictDialog</name>
    <message>
        <source>Keep the text above</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep this (edit it as you like)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Neither text is lost: both are in the segment&apos;s history.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved meanwhile by somebody else</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The text that is kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Two people changed this segment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use &amp;both</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use &amp;mine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use &amp;theirs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Yours, with what differs from theirs</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Edits</name>
    <message>
        <source>Somebody else has changed this segment meanwhile.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EmptyPage</name>
    <message>
        <source>Choose a file in the tree and press Enter, or drop new files on this window.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drop game files on this window, or choose them: tabbed text, LocStr XML or Excel. They come back byte for byte, with only your translations changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import files…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No file is open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No projects yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the sample project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The database cannot be reached</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The database is being opened.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Files</name>
    <message>
        <source>Export {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exported to {out}: {n} segments differ from the original.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Game files (*.txt *.tsv *.xml *.xlsx *.xlsm);;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its segments and their history are kept, and it can be restored.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look at the files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move to trash</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move {name} to the trash?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the sample project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There are no files in what was dropped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is imported. {n} places in it were not as expected and stay as they are.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FilterBar</name>
    <message>
        <source>Filter (Ctrl+F)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text to filter by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>all states</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>confirmed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>contains</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>contains not</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>draft</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>everywhere</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in StringID</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in target</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>is exactly</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not confirmed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>regular expression</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rejected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reviewed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>searching…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>translated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>untranslated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{shown} of {total}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{total} segments</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>GridActions</name>
    <message>
        <source>Clear target</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Commit and move down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Confirm and go to next unconfirmed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Confirm and stay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy source to target</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit target</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Insert line break</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Larger text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mark as translated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next segment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next unconfirmed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Normal text size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous segment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Redo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save as draft</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smaller text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ImportDialog</name>
    <message>
        <source>Choose which columns of the workbook hold source, target and StringID</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Columns…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It holds no text to translate.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Language</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Language of the translations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Left out because they cannot be read: {n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of a new project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read as</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LdmTab</name>
    <message>
        <source>Connected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edits that the server has not confirmed yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export with certificate…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to number or StringID…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to the project tree</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import files…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New project…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No connection. What you type is kept and saved when it is back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No segment passes the filter.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the sample project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saving {n}…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Segment {number} has been changed since then; that edit cannot be undone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show all segments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Somebody</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} segments · {percent} % confirmed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} has just changed this segment. Your text stays; you will be asked when you save.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is no longer there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} here</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LoginDialog</name>
    <message>
        <source>A database of your own, started with LocaNext. Nothing leaves this machine.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connect</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connecting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Database</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Encrypted only (any server is believed)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Encrypted, and the server proves who it is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Join a server</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep me signed in on this computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name the database (usually locanext).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name the server, as your administrator gave it to you.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only the name: no address, no port.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Password</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Port</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Security</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Server</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Translate together with your team, live.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type your login.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type your password.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>User</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where do you want to work?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Work on this computer</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>A task is still running. Stop it and close LocaNext?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close and lose them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edits that have not reached the server: {n}. Closing now loses them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave the window open, and they are saved as soon as the server is back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>LocaNext speaks this language when it is started the next time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop and close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tabs</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Menus</name>
    <message>
        <source>&amp;Edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About LocaNext</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As the system</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Density</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find an action…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keys…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Language</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Larger text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Normal text size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the log folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Panels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smaller text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Theme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} lines</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Navigator</name>
    <message>
        <source>Every segment of this file is confirmed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything that the filter shows is confirmed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Number of the segment, or its StringID</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PageFetcher</name>
    <message>
        <source>At most {n} segments can be copied at once; export the file instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy {n} segments</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Program</name>
    <message>
        <source>Connect…</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SegmentModel</name>
    <message>
        <source>No.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Note</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>StringID</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Target</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This segment is locked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This segment is still being fetched.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You may read this file, not edit it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>confirmed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>draft</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>empty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rejected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reviewed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>translated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>untranslated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{state}, locked</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SegmentView</name>
    <message>
        <source>Segments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no translation yet.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SheetPage</name>
    <message>
        <source>First rows of the sheet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>StringID</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take this sheet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Target</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The first row is a header</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TargetEditor</name>
    <message>
        <source>Target</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TaskPanel</name>
    <message>
        <source>Nothing has run yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tasks</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TaskRow</name>
    <message>
        <source>Cancel this task</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the result</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TaskStrip</name>
    <message>
        <source>Cancel this task</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} more</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TreeDock</name>
    <message>
        <source>Export…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find a file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find a file by its name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import files here…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move to trash</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New project…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Projects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Projects and files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} ({language}): {count} segments, {done} confirmed</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>errors</name>
    <message>
        <source>A folder needs a name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A project needs a name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A segment that was edited is no longer in the file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another program has been setting up the private server for too long.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelled. Nothing was changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>DATABASE_TYPE is {kind}; it can be postgresql or private.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Files in the encoding “{name}” cannot be edited byte for byte.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is no longer there: {detail}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No segment has the StringID {string_id}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No segment of {file} has the StringID {string_id}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>POSTGRES_PORT is {port}; it must be a number from 1 to 65535.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PostgreSQL did not start. Its log ends so:
{log}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Several files are called {file}: say which language ({languages}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The database cannot be reached. ({detail})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The encoding “{name}” is not known.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file cannot be read: {message}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file cannot be written. These texts {what}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file has no segment {ord}: it is damaged, or another file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file is not there any more, or you have no right to it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file {path} with the passwords of the private server is damaged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The original of {name} is damaged in the database; restore it from a backup.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The password of {user} on {host} is not known here; sign in again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The passwords of the private server are in this computer&apos;s keyring, which cannot be opened: {detail}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The passwords of the private server are no longer in this computer&apos;s keyring.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The passwords of the private server in {folder} are gone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The private server cannot be used: {detail}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The private server does not accept the account {login}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The private server&apos;s data in {folder} is of PostgreSQL {found}; this program has PostgreSQL {ours}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server could not take this: {detail}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server does not accept this account or password.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server is older than this program; ask for its update. ({detail})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server refused: {detail}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server&apos;s database has version {version}, this program needs {needed}: the server must be updated.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The workbook cannot be read: {message}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no file format “{format_id}” in this version.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no file {file} in the project {project}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no folder {folder}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no project {name}. Projects: {known}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This account is disabled, or is not known to LocaNext.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} segments have the StringID {string_id}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} could not be read as {format}: {problem}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is of no known format. Supported are: {supported}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} cannot be opened: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} is not in UTF-8.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} is there already; allow to replace it, or choose another name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path}: {error}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{text} is not SHEET:SOURCE:TARGET or SHEET:SOURCE:TARGET:ID.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tabs</name>
    <message>
        <source>LDM</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>task_panel</name>
    <message>
        <source>Cancelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Done in {time}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Progress of the task</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting for its turn</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} min {s} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
