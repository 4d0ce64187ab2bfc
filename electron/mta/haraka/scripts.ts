/** Programs that run on the server under the Node that Haraka itself runs on. Fixed texts; everything that varies is data. */

/**
 * Reads the queue folder: a 4-byte length, JSON, then the message (outbound/todo.js). One line of JSON a file; only the JSON
 * part is read, so a big message costs nothing.
 */
export const listScript = [
  "const fs=require('fs'),path=require('path');const dir=process.argv[1];let n=0;",
  'const walk=(d)=>{for(const e of fs.readdirSync(d,{withFileTypes:true})){',
  'if(e.isDirectory()){walk(path.join(d,e.name));continue}if(!/^[0-9]{10,16}_/.test(e.name))continue;',
  "try{const fd=fs.openSync(path.join(d,e.name),'r');try{const h=Buffer.alloc(4);fs.readSync(fd,h,0,4,0);const len=h.readUInt32BE(0);",
  "if(len<2||len>4194304)throw new Error('length');const b=Buffer.alloc(len);fs.readSync(fd,b,0,len,4);const t=JSON.parse(b.toString());",
  'const size=fs.fstatSync(fd).size-len-4;',
  'console.log(JSON.stringify({file:e.name,size,todo:{mail_from:t.mail_from,rcpt_to:t.rcpt_to,domain:t.domain}}))}finally{fs.closeSync(fd)}}',
  "catch(x){if(x.code!=='ENOENT')console.log(JSON.stringify({file:e.name,error:String(x.message).slice(0,200)}))}}};walk(dir)",
].join('');

/** Headers or body of one queue file, by the name on standard input. */
export const readScript = [
  "const fs=require('fs'),path=require('path');const [dir,what]=process.argv.slice(1);const name=fs.readFileSync(0,'utf8').trim();",
  "if(!/^[0-9A-Za-z_.-]+$/.test(name)||name.startsWith('.')){process.exit(2)}",
  "const b=fs.readFileSync(path.join(dir,name));const len=b.readUInt32BE(0);const m=b.subarray(4+len).toString('utf8').replace(/\\r/g,'');",
  "const i=m.indexOf('\\n\\n');process.stdout.write((what==='headers'?m.slice(0,i<0?m.length:i):m.slice(i<0?m.length:i+2)).slice(0,524288))",
].join('');

/**
 * STATUS QUEUE PUSH|DISCARD for each name on standard input, over one SMTP connection to this host (plugins/status.js). Says
 * "ok NAME" or "no NAME text".
 */
export const statusScript = [
  "const net=require('net'),fs=require('fs');const [port,verb]=process.argv.slice(1);",
  "const names=fs.readFileSync(0,'utf8').split('\\n').filter((n)=>/^[0-9A-Za-z_.-]+$/.test(n)&&!n.startsWith('.'));",
  "const s=net.connect(Number(port),'127.0.0.1');s.setEncoding('utf8');s.setTimeout(30000,()=>s.destroy(new Error('timeout')));",
  "let buf='',i=-1;s.on('error',(e)=>{console.error(String(e.message));process.exitCode=1});",
  "s.on('data',(d)=>{buf+=d;let at;while((at=buf.indexOf('\\n'))>=0){const line=buf.slice(0,at).trim();buf=buf.slice(at+1);",
  "if(!/^[0-9]{3} /.test(line)||i>=names.length)continue;if(i>=0)console.log((line.startsWith('211')?'ok ':'no ')+names[i]+' '+line.slice(0,300));",
  "else if(!line.startsWith('220')){console.error(line);s.end();return}i++;",
  "if(i<names.length)s.write('STATUS QUEUE '+verb+' '+names[i]+'\\r\\n');else{s.end('QUIT\\r\\n')}}});",
].join('');
