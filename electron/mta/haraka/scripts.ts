/**
 * Programs that run on the server under the Node that Haraka itself runs on. Fixed texts; everything that varies is data.
 * A message is known by arrival and tag, the two parts of its file's name that stay: Haraka renames the file at each attempt
 * (outbound/hmail.js, deferred_respond).
 */

/** Reads the queue folder into `files`: [folder, name] by "arrival_tag". */
const walk = [
  "const fs=require('fs'),path=require('path');const files=new Map();",
  'const keyOf=(n)=>{const p=n.split("_");return p.length===7?p[0]+"_"+p[4]:n};',
  'const walk=(d)=>{for(const e of fs.readdirSync(d,{withFileTypes:true})){if(e.isDirectory())walk(path.join(d,e.name));',
  'else if(/^[0-9]{10,16}_/.test(e.name))files.set(keyOf(e.name),[d,e.name])}};',
].join('');

/** Ids of the standard input: "arrival_tag", or a whole name as `haraka --qlist` prints it. */
const asked = [
  "const ids=fs.readFileSync(0,'utf8').split('\\n').filter((n)=>/^[0-9A-Za-z_.-]+$/.test(n)&&!n.startsWith('.'));",
].join('');

/**
 * Lists the queue: a 4-byte length, JSON, then the message (outbound/todo.js). Only the JSON part is read, so a big message
 * costs nothing. First what the log says of these messages, {"log": line}, since the queue holds no reason; then a line of
 * JSON a file. `shared`: several files of the queue came from one transaction and share its log id.
 * Arguments: folder, bytes of log, then log files from old to new, or "journal:UNIT".
 */
export const listScript = [
  walk,
  'const [dir,limit,...logs]=process.argv.slice(1);walk(dir);const out=[];const uuids=new Map();',
  "for(const [d,name] of files.values()){try{const fd=fs.openSync(path.join(d,name),'r');try{const h=Buffer.alloc(4);fs.readSync(fd,h,0,4,0);const len=h.readUInt32BE(0);",
  "if(len<2||len>4194304)throw new Error('length');const b=Buffer.alloc(len);fs.readSync(fd,b,0,len,4);const t=JSON.parse(b.toString());",
  'const uuid=typeof t.uuid==="string"?t.uuid:null;if(uuid)uuids.set(uuid,(uuids.get(uuid)||0)+1);',
  'out.push({file:name,size:fs.fstatSync(fd).size-len-4,uuid,todo:{mail_from:t.mail_from,rcpt_to:t.rcpt_to,domain:t.domain}})}finally{fs.closeSync(fd)}}',
  "catch(x){if(x.code!=='ENOENT')out.push({file:name,error:String(x.message).slice(0,200)})}}",
  'const say=(s)=>{for(const line of s.split("\\n")){if(!/Temp failing | deferred: |Failed to get socket|Ongoing connection failed|closed connection while/.test(line))continue;',
  'const m=/[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}(?:\\.\\d+)*/.exec(line);if(m&&uuids.has(m[0]))console.log(JSON.stringify({log:line.slice(0,4000)}))}};',
  'if(uuids.size>0)for(const f of logs){try{if(f.startsWith("journal:")){say(require("child_process").execFileSync("journalctl",',
  '["-q","--no-pager","-o","cat","-n","200000","-u",f.slice(8)],{maxBuffer:268435456,stdio:["ignore","pipe","ignore"]}).toString());continue}',
  'const fd=fs.openSync(f,"r");try{const size=fs.fstatSync(fd).size;const b=Buffer.alloc(Math.min(size,Number(limit)));fs.readSync(fd,b,0,b.length,size-b.length);say(b.toString())}',
  'finally{fs.closeSync(fd)}}catch(x){console.log(JSON.stringify({logMissing:f}))}}',
  'for(const o of out)console.log(JSON.stringify(o.uuid?Object.assign({shared:uuids.get(o.uuid)>1},o):o));',
].join('');

/** Headers or body of one message, by the id on standard input. Ends with 4 when it is not in the queue. */
export const readScript = [
  walk,
  'const [dir,what]=process.argv.slice(1);',
  asked,
  'if(ids.length!==1)process.exit(2);walk(dir);const f=files.get(keyOf(ids[0]));if(!f)process.exit(4);',
  "const b=fs.readFileSync(path.join(f[0],f[1]));const len=b.readUInt32BE(0);const m=b.subarray(4+len).toString('utf8').replace(/\\r/g,'');",
  "const i=m.indexOf('\\n\\n');process.stdout.write((what==='headers'?m.slice(0,i<0?m.length:i):m.slice(i<0?m.length:i+2)).slice(0,524288))",
].join('');

/**
 * STATUS QUEUE PUSH|DISCARD for each id on standard input, over one SMTP connection to this host (plugins/status.js). The
 * plugin answers "OK" to any name, so names are looked up in the queue first. Says "ok ID" or "no ID text"; ends with 3 when
 * the queue cannot be read. Arguments: port, verb, folder.
 */
export const statusScript = [
  walk,
  "const net=require('net');const [port,verb,dir]=process.argv.slice(1);",
  asked,
  'try{walk(dir)}catch(x){console.error(String(x.message));process.exit(3)}',
  'const todo=[];for(const id of ids){const f=files.get(keyOf(id));if(f)todo.push([id,f[1]]);else console.log("no "+id+" not in the queue")}',
  "if(todo.length>0){const s=net.connect(Number(port),'127.0.0.1');s.setEncoding('utf8');s.setTimeout(30000,()=>s.destroy(new Error('timeout')));",
  "let buf='',i=-1;s.on('error',(e)=>{console.error(String(e.message));process.exitCode=1});",
  "s.on('data',(d)=>{buf+=d;let at;while((at=buf.indexOf('\\n'))>=0){const line=buf.slice(0,at).trim();buf=buf.slice(at+1);",
  "if(!/^[0-9]{3} /.test(line)||i>=todo.length)continue;if(i>=0)console.log((line.startsWith('211')?'ok ':'no ')+todo[i][0]+' '+line.slice(0,300));",
  "else if(!line.startsWith('220')){console.error(line);s.end();return}i++;",
  "if(i<todo.length)s.write('STATUS QUEUE '+verb+' '+todo[i][1]+'\\r\\n');else{s.end('QUIT\\r\\n')}}})}",
].join('');
