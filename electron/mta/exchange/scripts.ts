/**
 * PowerShell that runs on the Exchange host. Fixed texts; ids come by standard input as lines and are used only as the
 * value of -Identity after they were found again by Get-Message: a missing identity would otherwise mean "all of them"
 * (Get-Message.md). Dates are printed as ISO, enumerations as text, one object a line, because ConvertTo-Json of Windows
 * PowerShell 5 makes neither.
 */
const start = [
  "$ErrorActionPreference='Stop'",
  '[Console]::OutputEncoding=New-Object System.Text.UTF8Encoding($false)',
  'if(-not (Get-Command Get-Queue -ErrorAction SilentlyContinue)){Add-PSSnapin Microsoft.Exchange.Management.PowerShell.SnapIn -ErrorAction Stop}',
  "function iso($d){if($d){([DateTime]$d).ToUniversalTime().ToString('o')}else{$null}}",
].join(';');

const line = (object: string) => `[Console]::WriteLine((${object} | ConvertTo-Json -Depth 4 -Compress))`;

export const MESSAGES_AT_ONCE = 50_000;

export const detectScript = [
  start,
  '$v=(Get-Command ExSetup.exe -ErrorAction SilentlyContinue).FileVersionInfo.ProductVersion',
  '$may=@{}',
  "foreach($c in 'Get-Queue','Get-Message','Suspend-Message','Resume-Message','Remove-Message','Retry-Queue','Suspend-Queue','Resume-Queue','Get-MessageTrackingLog'){$may[$c]=[bool](Get-Command $c -ErrorAction SilentlyContinue)}",
  line('@{version="$v";os=[string][Environment]::OSVersion.VersionString;may=$may}'),
].join(';');

export const listScript = [
  start,
  `foreach($q in @(Get-Queue -ResultSize Unlimited)){${line("@{kind='queue';Identity=$q.Identity.ToString();Status=$q.Status.ToString();LastError=[string]$q.LastError;NextRetryTime=(iso $q.NextRetryTime)}")}}`,
  `foreach($m in @(Get-Message -IncludeRecipientInfo -ResultSize ${String(MESSAGES_AT_ONCE)})){` +
    '$r=@(foreach($x in $m.Recipients){@{Address=[string]$x.Address;Status=$x.Status.ToString();LastError=[string]$x.LastError}})',
  `${line("@{kind='message';Identity=$m.Identity.ToString();Queue=$m.Queue.ToString();FromAddress=[string]$m.FromAddress;Size=$m.Size.ToString();Status=$m.Status.ToString();DateReceived=(iso $m.DateReceived);ExpirationTime=(iso $m.ExpirationTime);RetryCount=[int]$m.RetryCount;LastError=[string]$m.LastError;Recipients=$r}")}}`,
  line("@{kind='end'}"),
].join(';');

/** Runs one cmdlet for each id on standard input; says "ok ID" or "no ID text". */
export const actScript = (cmdlet: string): string =>
  [
    start,
    `while($null -ne ($id=[Console]::In.ReadLine())){if(-not $id){continue};try{$m=@(Get-Message -Identity $id)`,
    `if($m.Count -ne 1 -or $m[0].Identity.ToString() -ne $id){throw 'no such message'};${cmdlet};[Console]::WriteLine("ok $id")}`,
    'catch{[Console]::WriteLine("no $id "+($_.Exception.Message -replace "[\\r\\n]+"," "))}}',
  ].join(';');

/** The domain comes by standard input, and is looked at once more: without one, or with a pattern, more than its queues would match. */
const ofDomain = [
  start,
  '$d=[string][Console]::In.ReadLine()',
  "if($d -notmatch '^[a-z0-9-]+(\\.[a-z0-9-]+)+$'){throw 'no domain'}",
  '$all=@(Get-Queue -ResultSize Unlimited | Where-Object {[string]$_.NextHopDomain -eq $d})',
].join(';');

export const domainQueuesScript = [
  ofDomain,
  `foreach($q in $all){${line('@{Identity=$q.Identity.ToString();Status=$q.Status.ToString();MessageCount=[int]$q.MessageCount}')}}`,
].join(';');

/** Runs one cmdlet for each queue of the domain in one of these states; says "ok QUEUE" or "no QUEUE text". */
export const domainActScript = (cmdlet: string, states: readonly string[]): string =>
  [
    ofDomain,
    `foreach($q in $all){$s=$q.Status.ToString();if(@(${states.map((s) => `'${s}'`).join(',')}) -notcontains $s){continue}`,
    `$i=$q.Identity.ToString();try{${cmdlet};[Console]::WriteLine("ok $i")}`,
    'catch{[Console]::WriteLine("no $i "+($_.Exception.Message -replace "[\\r\\n]+"," "))}}',
  ].join(';');

/** -EncodedCommand takes UTF-16LE in base64 (about_PowerShell_exe): no quoting on any shell on the way. */
export const powershell = (script: string): [string, ...string[]] => [
  'powershell',
  '-NoProfile',
  '-NonInteractive',
  '-EncodedCommand',
  Buffer.from(script, 'utf16le').toString('base64'),
];
