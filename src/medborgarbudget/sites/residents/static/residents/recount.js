// How does anyone count a published vote again, in their own browser? Greedy and Equal Shares in whole numbers (BigInt), no rounding.
//
// Written apart from the counting library in Python, from the same description of the rules, so that two programs must agree.
// Nothing here touches the page: it takes the text of a .pb file and a rule spec, and gives the winners in the order they were chosen.

const WITHDRAWN = 999999999n;

export class FileError extends Error {}
export class OptionsError extends Error {}
export class CertificateError extends Error {}

// --- reading ---

/** Read a .pb file. Costs and budget are whole units; decimals are scaled to whole numbers once. */
export function readPb(text) {
  const rows = cells(text.replace(/^\uFEFF/, ""));
  const sections = {};
  let section = null;
  for (const row of rows) {
    const first = row[0].trim().toUpperCase();
    if (row.length === 1 && ["META", "PROJECTS", "VOTES"].includes(first)) {
      section = sections[first] = [];
    } else if (section !== null && row.some((cell) => cell !== "")) {
      section.push(row);
    }
  }
  for (const name of ["META", "PROJECTS", "VOTES"]) {
    if (!sections[name] || !sections[name].length) throw new FileError(`${name} is missing`);
  }
  const meta = Object.fromEntries(sections.META.slice(1).map((row) => [row[0].trim(), (row[1] ?? "").trim()]));
  const projectRows = table(sections.PROJECTS);
  const decimals = Math.max(...[meta.budget, ...projectRows.map((row) => row.cost)].map(places));
  const scale = 10n ** BigInt(decimals);
  const index = new Map();
  const projects = projectRows.map((row, place) => {
    if (index.has(row.project_id)) throw new FileError(`project ${row.project_id} stands twice`);
    index.set(row.project_id, place);
    const cost = whole(row.cost, decimals);
    return { id: row.project_id, name: row.name ?? "", cost, withdrawn: cost === WITHDRAWN * scale };
  });
  const groups = new Map();
  let voters = 0;
  for (const row of table(sections.VOTES)) {
    voters += 1;
    const chosen = [...new Set(row.vote ? row.vote.split(",") : [])].map((id) => {
      if (!index.has(id)) throw new FileError(`a vote names the unknown project ${id}`);
      return index.get(id);
    });
    const key = chosen.sort((a, b) => a - b).join(",");
    const held = groups.get(key);
    if (held) held.weight += 1;
    else groups.set(key, { projects: chosen, weight: 1 });
  }
  const ballots = [...groups.values()];
  const votes = projects.map(() => 0);
  for (const ballot of ballots) for (const project of ballot.projects) votes[project] += ballot.weight;
  return { meta, projects, ballots, votes, voters, budget: whole(meta.budget, decimals), scale, kind: meta.vote_type };
}

function table([header, ...rows]) {
  const names = header.map((cell) => cell.trim());
  return rows.map((row) => Object.fromEntries(names.map((name, place) => [name, row[place] ?? ""])));
}

/** Lines of cells: divided by semicolons, quoted by ", a doubled quote inside quotes. */
function cells(text) {
  const rows = [];
  let row = [];
  let at = 0;
  while (at < text.length) {
    let cell;
    if (text[at] === '"') {
      let end = at + 1;
      cell = "";
      for (;;) {
        const quote = text.indexOf('"', end);
        if (quote < 0) throw new FileError("a quotation mark is never closed");
        cell += text.slice(end, quote);
        end = quote + 1;
        if (text[end] !== '"') break;
        cell += '"';
        end += 1;
      }
      at = end;
    } else {
      let end = at;
      while (end < text.length && text[end] !== ";" && text[end] !== "\n") end += 1;
      cell = text.slice(at, end);
      at = end;
    }
    if (cell.endsWith("\r")) cell = cell.slice(0, -1);
    if (text[at] === "\r") at += 1;
    row.push(cell);
    if (text[at] === ";") {
      at += 1;
      if (at === text.length) row.push("");
      continue;
    }
    rows.push(row);
    row = [];
    at += 1;
  }
  if (row.length) rows.push(row);
  return rows;
}

function places(number) {
  const text = String(number).trim();
  if (!/^-?\d+(\.\d+)?$/.test(text)) throw new FileError(`${text} is not a number`);
  return (text.split(".")[1] ?? "").replace(/0+$/, "").length;
}

function whole(number, decimals) {
  const [units, rest = ""] = String(number).trim().split(".");
  const value = BigInt(units + rest.slice(0, decimals).padEnd(decimals, "0"));
  if (value < 0n) throw new FileError("a cost is negative");
  return value;
}

// --- counting ---

/** Count an election by a rule spec as published with a count. Gives the ids of the winners in order of choice. */
export async function recount(election, spec, progress = () => {}) {
  if (!["approval", "choose-1"].includes(election.kind)) throw new OptionsError(`ballots of kind ${election.kind} are not counted here`);
  const contest = { election, spec: known(spec), rank: await ranks(election, spec.ties ?? "id"), eligible: admitted(election, spec) };
  const { eligible } = contest;
  let chosen;
  if (spec.rule === "greedy") chosen = greedy(contest, eligible, election.budget);
  else if (spec.rule === "equal-shares") chosen = equalShares(contest, progress);
  else throw new OptionsError(`the rule ${spec.rule} is not counted here`);
  if (spec.compare === "greedy") chosen = better(contest, chosen, greedy({ ...contest, spec: { utility: "cost" } }, eligible, election.budget));
  return chosen.map((place) => election.projects[place].id);
}

/** Every option with its value. What is not counted here is refused, never passed over in silence. */
function known(spec) {
  const whole = { utility: "cost", completion: "none", start: "floor", stop: "over", ...spec };
  if (!["cost", "cardinality"].includes(whole.utility)) throw new OptionsError(`the utility ${whole.utility} is not counted here`);
  for (const name of ["fund_from", "conflicts", "places"]) {
    if (whole[name]?.length) throw new OptionsError(`${name} is not counted here`);
  }
  return whole;
}

/** The places of those that may win at all. */
function admitted(election, spec) {
  const [part, of] = (spec.threshold_per_cost ?? "0/1").split("/").concat("1").map(BigInt);
  const voters = BigInt(election.voters);
  return election.projects.flatMap((project, place) => {
    const votes = election.votes[place];
    // votes / voters must reach that part of cost / budget; crosswise, so that nothing is divided.
    const falls = BigInt(votes) * election.budget * of < part * project.cost * voters;
    return project.withdrawn || project.cost > election.budget || votes < (spec.threshold ?? 0) || falls ? [] : [place];
  });
}

async function ranks(election, ties) {
  const order = election.projects.map((_, place) => place);
  const byId = (a, b) => compareText(election.projects[a].id, election.projects[b].id);
  if (ties === "id") order.sort(byId);
  else if (ties.startsWith("cost-votes-seed:")) {
    const seed = ties.slice("cost-votes-seed:".length);
    const lots = [];
    for (const project of election.projects) {
      const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`${seed}:${project.id}`));
      lots.push([...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join(""));
    }
    order.sort(
      (a, b) =>
        compare(election.projects[a].cost, election.projects[b].cost) ||
        election.votes[b] - election.votes[a] ||
        compare(lots[a], lots[b]) ||
        byId(a, b),
    );
  } else if (ties !== "file") throw new OptionsError(`ties by ${ties} are not known here`);
  const rank = [];
  order.forEach((place, position) => (rank[place] = position));
  return rank;
}

function greedy({ election, spec, rank }, places, money) {
  const votes = (place) => BigInt(election.votes[place]);
  const cost = (place) => election.projects[place].cost;
  // Votes per krona are compared crosswise, so that nothing is divided; what costs nothing comes first.
  const wanted = (a, b) =>
    spec.utility === "cardinality" && cost(a) && cost(b)
      ? compare(votes(b) * cost(a), votes(a) * cost(b))
      : (spec.utility === "cardinality" ? compare(cost(a) !== 0n, cost(b) !== 0n) : 0) || compare(votes(b), votes(a));
  const chosen = [];
  for (const place of [...places].sort((a, b) => wanted(a, b) || rank[a] - rank[b])) {
    if (cost(place) <= money) {
      money -= cost(place);
      chosen.push(place);
    }
  }
  return chosen;
}

function equalShares(contest, progress) {
  const { election, spec, rank, eligible } = contest;
  const free = eligible.filter((place) => election.projects[place].cost === 0n && election.votes[place]);
  free.sort((a, b) => rank[a] - rank[b]);
  const priced = eligible.filter((place) => election.projects[place].cost > 0n && election.votes[place]);
  const adds = spec.completion === "add1" || spec.completion === "add1-then-greedy";
  const voters = BigInt(election.voters);
  let order = [];
  if (voters) {
    const market = marketOf(contest, priced);
    const exact = !(adds && spec.start === "floor");
    const unit = exact ? voters : 1n;
    let share = exact ? election.budget : (election.budget / election.scale / voters) * election.scale;
    const run = (at) => buy(market, at, unit, rank);
    order = run(share);
    const spent = (winners) => winners.reduce((sum, place) => sum + election.projects[place].cost, 0n);
    const done = () => {
      if (order.length === priced.length) return true;
      if (spec.stop === "over") return false;
      const left = election.budget - spent(order);
      return eligible.every((place) => order.includes(place) || election.projects[place].cost > left || !election.projects[place].cost);
    };
    for (let step = 1; adds && !done(); step += 1) {
      share += election.scale * unit;
      const next = run(share);
      if (spent(next) > election.budget) break;
      order = next;
      progress(step);
    }
  }
  let chosen = [...free, ...order];
  if (spec.completion === "greedy" || spec.completion === "add1-then-greedy") {
    const left = election.budget - chosen.reduce((sum, place) => sum + election.projects[place].cost, 0n);
    chosen = chosen.concat(greedy(contest, eligible.filter((place) => !chosen.includes(place)), left));
  } else if (spec.completion === "phragmen") throw new OptionsError("completion by Phragmén is not counted here");
  return chosen;
}

/** Who wants each project, and what each project's utility is: its cost, or 1. */
function marketOf({ election, spec }, priced) {
  const supporters = election.projects.map(() => []);
  election.ballots.forEach((ballot, group) => ballot.projects.forEach((place) => supporters[place].push(group)));
  return {
    weights: election.ballots.map((ballot) => BigInt(ballot.weight)),
    projects: priced.map((place) => {
      const cost = election.projects[place].cost;
      return { place, cost, utility: spec.utility === "cost" ? cost : 1n, votes: BigInt(election.votes[place]), supporters: supporters[place] };
    }),
  };
}

/**
 * One run of Equal Shares in which every ballot holds share / unit.
 *
 * Money is kept as whole numbers over one common denominator, which grows when a price does not come out even. A ballot's number
 * is brought up to the present denominator when it is next looked at, so that most are left alone.
 */
function buy({ weights, projects }, share, unit, rank) {
  const denominators = [unit];
  const money = weights.map(() => share);
  const epoch = new Uint32Array(weights.length);
  let now = 0;
  let factors = [1n];
  const holds = (group) => {
    if (epoch[group] !== now) {
      const from = epoch[group];
      factors[from] ??= denominators[now] / denominators[from];
      money[group] *= factors[from];
      epoch[group] = now;
    }
    return money[group];
  };
  // A project's price per utility never falls during a run: the last one known is a lower bound (numerator, denominator).
  let open = projects.map((project) => ({ ...project, low: [project.cost, project.votes * project.utility] }));
  const order = [];
  for (;;) {
    open.sort((a, b) => compareParts(a.low, b.low));
    let best = null;
    const gone = new Set();
    for (const project of open) {
      if (best && compareParts(project.low, best.low) > 0) break;
      const price = priceOf(project, holds, weights, denominators[now]);
      if (!price) {
        gone.add(project);
        continue;
      }
      project.low = [price.need, price.rich * denominators[now] * project.utility];
      project.price = price;
      const against = best ? compareParts(project.low, best.low) : -1;
      if (against < 0 || (against === 0 && rank[project.place] < rank[best.place])) best = project;
    }
    if (!best) return order;
    order.push(best.place);
    open = open.filter((project) => project !== best && !gone.has(project));
    let { need, rich } = best.price;
    const factor = rich / gcd(need, rich);
    if (factor !== 1n) {
      denominators.push(denominators[now] * factor);
      now += 1;
      factors = [];
      factors[now] = 1n;
      need *= factor;
    }
    const pays = need / rich;
    for (const group of best.supporters) {
      const held = holds(group);
      money[group] = held > pays ? held - pays : 0n;
    }
  }
}

/** What each pays when all pay alike and the poorer give all they have: need / rich, over the denominator; null if they cannot pay. */
function priceOf({ cost, supporters }, holds, weights, denominator) {
  let need = cost * denominator;
  let rich = 0n;
  let able = 0n;
  let paying = supporters;
  for (const group of supporters) {
    rich += weights[group];
    able += holds(group) * weights[group];
  }
  if (able < need) return null;
  for (;;) {
    const still = [];
    let given = 0n;
    let left = 0n;
    for (const group of paying) {
      if (holds(group) * rich < need) {
        given += holds(group) * weights[group];
        left += weights[group];
      } else still.push(group);
    }
    if (still.length === paying.length) return { need, rich };
    need -= given;
    rich -= left;
    paying = still;
  }
}

// --- checking without counting ---

/**
 * Does a published certificate prove who won? A hundredth of the work of counting: with the prices that follow from it the ballots are
 * walked through once. Every winner must be paid for to the last unit, no other be cheaper when it was chosen, and none be affordable at
 * the end. Gives the winners that it proves; throws CertificateError where it does not hold. What a completion chose afterwards, and
 * whether another share should have been the last, is not covered.
 */
export function prove(election, spec, certificate) {
  const { utility } = known(spec);
  const eligible = admitted(election, spec);
  const market = marketOf({ election, spec: { utility } }, eligible.filter((place) => election.projects[place].cost > 0n && election.votes[place]));
  const [above, below] = String(certificate.endowment).split("/").concat("1").map(BigInt);
  const common = certificate.rows.reduce((product, row) => product * BigInt(row.full), below);
  const share = (above * common) / below;
  const money = market.weights.map(() => share);
  const prices = [];
  let open = market.projects;
  for (const row of certificate.rows) {
    const winner = open.find(({ place }) => election.projects[place].id === row.project);
    if (!winner || BigInt(row.cost) !== winner.cost || row.full <= 0) throw new CertificateError(`${row.project} cannot have won`);
    const owed = row.earlier.reduce((sum, [at, count]) => sum + BigInt(count) * prices[at], winner.cost * common - BigInt(row.poor) * share);
    const price = owed / BigInt(row.full);
    if (price * BigInt(row.full) !== owed) throw new CertificateError(`the price of ${row.project} is not over the common denominator`);
    prices.push(price);
    for (const other of open) {
      // At the winner's price per utility the others' supporters must not hold more than their cost.
      const most = price * other.utility;
      const paid = other.supporters.reduce((sum, group) => sum + market.weights[group] * least(money[group] * winner.utility, most), 0n);
      if (paid > other.cost * common * winner.utility) throw new CertificateError(`${election.projects[other.place].id} was cheaper than ${row.project}`);
    }
    let paid = 0n;
    for (const group of winner.supporters) {
      const part = least(money[group], price);
      money[group] -= part;
      paid += part * market.weights[group];
    }
    if (paid !== winner.cost * common) throw new CertificateError(`${row.project} is not paid for exactly`);
    open = open.filter((project) => project !== winner);
  }
  for (const { place, cost, supporters } of open) {
    const held = supporters.reduce((sum, group) => sum + market.weights[group] * money[group], 0n);
    if (held >= cost * common) throw new CertificateError(`${election.projects[place].id} could still be paid for`);
  }
  return certificate.rows.map((row) => row.project);
}

function least(a, b) {
  return a < b ? a : b;
}

/** Greedy instead, if strictly more voters have more of their projects there. */
function better({ election }, chosen, other) {
  const here = new Set(chosen);
  const there = new Set(other);
  let balance = 0;
  for (const ballot of election.ballots) {
    const count = (set) => ballot.projects.reduce((sum, place) => sum + (set.has(place) ? 1 : 0), 0);
    balance += Math.sign(count(there) - count(here)) * ballot.weight;
  }
  return balance > 0 ? other : chosen;
}

function compareParts([a, b], [c, d]) {
  return compare(a * d, c * b);
}

function compare(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** By code points, as other languages do, not by the halves of characters. */
function compareText(a, b) {
  const left = [...a];
  const right = [...b];
  for (let at = 0; at < Math.min(left.length, right.length); at += 1) {
    if (left[at] !== right[at]) return left[at].codePointAt(0) - right[at].codePointAt(0);
  }
  return left.length - right.length;
}

function gcd(a, b) {
  while (b) [a, b] = [b, a % b];
  return a;
}
