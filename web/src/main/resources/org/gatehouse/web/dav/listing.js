'use strict';

// Every change is one request of WebDAV to this server; then the listing is loaded again.

const said = document.getElementById('said');
const table = document.querySelector('table');
const progress = document.createElement('progress');

const here = new URL(location.pathname.replace(/\/?$/, '/'), location.origin);
const urlOf = name => new URL(encodeURIComponent(name), here);

const reasons = {
  401: 'your sign-in has ended',
  403: 'you may not change this',
  404: 'it is not there any more',
  405: 'there is something of this name already',
  409: 'the folder is not there any more',
  412: 'there is something of this name already',
  423: 'somebody has locked it',
  429: 'there were too many failed attempts from your address',
  507: 'there is no room for it',
};

function say(text, refused) {
  said.textContent = text;
  said.classList.toggle('refused', Boolean(refused));
}

async function refusalOf(answer) {
  return reasons[answer.status] || 'the server answered ' + answer.status;
}

async function change(method, url, headers, attempt) {
  try {
    const answer = await fetch(url, { method, headers, redirect: 'error' });
    if (answer.status === 207) {
      say(attempt + ': a part of it could not be changed.', true);
    } else if (answer.ok) {
      location.reload();
    } else {
      say(attempt + ': ' + (await refusalOf(answer)) + '.', true);
    }
  } catch (e) {
    say(attempt + ': the server did not answer. Try again.', true);
  }
}

function send(file, overwrite) {
  return new Promise(resolve => {
    const request = new XMLHttpRequest();
    request.open('PUT', urlOf(file.name));
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    if (!overwrite) {
      request.setRequestHeader('If-None-Match', '*');
    }
    request.upload.addEventListener('progress', sent => {
      progress.max = sent.total;
      progress.value = sent.loaded;
    });
    request.addEventListener('loadend', () => resolve(request.status));
    request.send(file);
  });
}

async function upload(files) {
  const failed = [];
  progress.setAttribute('aria-label', 'Upload');
  said.after(progress);
  for (const file of files) {
    say('Uploading ' + file.name + ' …');
    let status = await send(file, false);
    if (status === 412 && (await ask('Replace ' + file.name + '?', 'Replace'))) {
      status = await send(file, true);
    }
    if (status < 200 || status > 299) {
      failed.push(file.name + ': ' + (reasons[status] || 'not uploaded'));
    }
  }
  progress.remove();
  if (failed.length === 0) {
    location.reload();
  } else {
    say(failed.join('; ') + '.', true);
  }
}

// Asks, and gives what was typed, or true where nothing is to be typed; null when it is left.
function ask(question, action, label, value) {
  return new Promise(resolve => {
    const dialog = document.createElement('dialog');
    const heading = document.createElement('h2');
    heading.id = 'question';
    heading.textContent = question;
    dialog.setAttribute('aria-labelledby', 'question');
    const form = document.createElement('form');
    form.method = 'dialog';
    let input = null;
    if (label) {
      const field = document.createElement('label');
      input = document.createElement('input');
      input.value = value || '';
      input.required = true;
      input.autocomplete = 'off';
      field.append(label, input);
      form.append(field);
    }
    const yes = document.createElement('button');
    yes.value = 'yes';
    yes.className = 'first';
    yes.textContent = action;
    const no = document.createElement('button');
    no.value = 'no';
    no.formNoValidate = true;
    no.textContent = 'Cancel';
    const actions = document.createElement('div');
    actions.className = 'actions';
    actions.append(yes, no);
    form.append(actions);
    dialog.append(heading, form);
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'yes' ? (input ? input.value : true) : null);
    });
    document.body.append(dialog);
    dialog.showModal();
    if (input) {
      input.select();
    }
  });
}

function button(text, of, deed) {
  const made = document.createElement('button');
  made.type = 'button';
  made.textContent = text;
  if (of) {
    made.setAttribute('aria-label', text + ' ' + of);
  }
  made.addEventListener('click', deed);
  return made;
}

function offerChanges() {
  const actions = document.getElementById('actions');
  const chooser = document.createElement('input');
  chooser.type = 'file';
  chooser.multiple = true;
  chooser.hidden = true;
  chooser.id = 'chooser';
  chooser.setAttribute('aria-label', 'Files to upload');
  chooser.addEventListener('change', () => upload([...chooser.files]));
  const add = button('Upload', '', () => chooser.click());
  add.className = 'first';
  actions.append(
    add,
    chooser,
    button('New folder', '', async () => {
      const name = await ask('New folder', 'Make', 'Name', '');
      if (name) {
        change('MKCOL', urlOf(name), {}, 'New folder');
      }
    })
  );

  const drop = document.createElement('p');
  drop.id = 'drop';
  drop.textContent = 'Drop files here to upload them.';
  said.before(drop);
  document.addEventListener('dragover', event => {
    event.preventDefault();
    drop.classList.add('over');
  });
  document.addEventListener('dragleave', () => drop.classList.remove('over'));
  document.addEventListener('drop', event => {
    event.preventDefault();
    drop.classList.remove('over');
    upload([...event.dataTransfer.files]);
  });

  for (const row of table ? table.tBodies[0].rows : []) {
    const name = row.dataset.name;
    row.cells[3].append(
      button('Rename', name, async () => {
        const wanted = await ask('Rename ' + name, 'Rename', 'New name', name);
        if (wanted && wanted !== name) {
          const headers = { Destination: urlOf(wanted).href, Overwrite: 'F' };
          change('MOVE', urlOf(name), headers, 'Rename ' + name);
        }
      }),
      ' ',
      button('Delete', name, async () => {
        if (await ask('Delete ' + name + '?', 'Delete')) {
          change('DELETE', urlOf(name), {}, 'Delete ' + name);
        }
      })
    );
  }
}

for (const time of document.querySelectorAll('time')) {
  time.textContent = new Date(time.dateTime).toLocaleString();
}
if (document.body.dataset.writable) {
  offerChanges();
}
