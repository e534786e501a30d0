// What the rules of the care hub cost: the same questions to one gateway with the hub on beside the hub off,
// in turns, in processor time of the thread that answers. Then the mailbox of a peer to which the hub closes
// thousands of deliveries, beside an empty one; and a list of work beside a SELECT of the same rows. Never a
// test.
//   renkei_bench_hub MAPPINGS-CACHE FOLDER-OF-THE-CARD [ROUNDS [CLOSED [QUESTION]]]      QUESTION: a part of
//   its name; only such; "work": the list; "entry": a form that is typed in
#include "gateway/core/base/file.h"
#include "gateway/core/text/percent.h"
#include "gateway/core/time/japan_day.h"
#include "gateway/forms/entry/filled_form.h"
#include "gateway/forms/record/reader.h"
#include "gateway/network/access/hub.h"
#include "gateway/network/documents/person_number.h"
#include "gateway/network/ledger/consents.h"
#include "gateway/network/ledger/registrations.h"
#include "gateway/network/ledger/states.h"
#include "gateway/network/server/routes.h"
#include "gateway/network/server/server_context.h"
#include "gateway/network/store/rows/uuid7.h"

#include "tools/benchmark/gateway.h"
#include "tools/benchmark/race.h"
#include "tools/benchmark/work.h"
#include <fmt/ranges.h>

#include <ctime>
#include <set>

using namespace renkei;
using benchmark::median;
using benchmark::must;

namespace {

constexpr std::string_view insurer = "990010";
constexpr std::string_view shared_form = "insured_card"; // shared by the matrix, for receivers, too
constexpr std::string_view direct_form = "admission";
constexpr int listed = 400;
constexpr int in_turn = 8; // requests

double thread_micros() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) * 1e-3;
}

std::string number_of(int person) { return fmt::format("{:010}", person); }
std::string person_of(int person) { return fmt::format("insurer:{}|{}", insurer, number_of(person)); }

policy::Peer peer(std::string id, policy::Role role, policy::Number number) {
    return {.id = std::move(id),
            .role = role,
            .numbers = {std::move(number)},
            .delivery_method = policy::DeliveryMethod::mailbox,
            .job = "care_manager"};
}

class Gateway {
public:
    Gateway(const char* mappings, const std::filesystem::path& folder)
        : original_(must(base::read_file(folder / "full.json"))),
          bundle_(must(base::read_file(folder / "full.bundle.json"))),
          ring_(must(seal::KeyRing::create(folder_.path() / "keys"))),
          store_(must(
              store::Store::open({.file = folder_.path() / "store.db", .is_gateway = true}, ring_, clock_))),
          context_(*store_, benchmark::definitions(mappings), {}, 1),
          routes_(bound(server::routes(), context_)),
          hub_(std::make_shared<const access::Hub>(access::Hub{
              must(sharing::Matrix::load(must(definitions::find_data_file("mappings")) / "access"))})) {
        must(store_->write([&](store::Transaction& transaction) -> diag::Result<void> {
            for (const policy::Peer* each : {&town, &office, &waiting, &stranger}) {
                TRY_VOID(transaction.put(*each));
            }
            return {};
        }));
        must(context_.reload_peers());
        must(ledger::change_insurer(*store_, std::string(insurer), [](const sharing::Insurer& before) {
            sharing::Insurer after = before;
            after.state = sharing::InsurerState::live;
            after.live_from = time::parse_date("2026-04-01");
            return diag::Result<sharing::Insurer>(after);
        }));
    }

    // From the town to the receiver, into its mailbox.
    std::string send(std::string_view which, int person, const policy::Peer& receiver) {
        store::NewVersion fresh;
        const std::string name = std::to_string(sent_++);
        const seal::Hash who = hash_of(person);
        fresh.key = {seal::sha256("town"), seal::sha256(name)};
        fresh.version.form = which;
        fresh.version.form_version = "0.1.0";
        fresh.version.syntax = "json";
        fresh.version.media_type = "application/json";
        fresh.version.date = "2026-06-01";
        fresh.version.submitter = town.id;
        fresh.version.sha = seal::sha256(name);
        fresh.version.size = original_.size();
        fresh.version.has_fhir = true;
        fresh.content = must(store_->prepare(
            "被保険者証", {{store::BodyKind::original, original_}, {store::BodyKind::fhir, bundle_}}));
        fresh.parties = {.senders = policy::identifiers_of(town.numbers),
                         .receivers = policy::identifiers_of(receiver.numbers),
                         .persons = {who},
                         .insured = {{who, std::string(insurer)}}};
        std::string document;
        must(store_->write([&](store::Transaction& it) -> diag::Result<void> {
            TRY(const store::Version version, it.add(fresh, 0));
            document = version.document;
            store::Delivery delivery{.id = store::new_uuid7(version.created),
                                     .document = version.document,
                                     .version = version.number,
                                     .peer = receiver.id,
                                     .order = who,
                                     .state = store::DeliveryState::mailbox};
            delivery.created = delivery.due = delivery.changed = version.created;
            return it.add(delivery);
        }));
        return document;
    }

    // The office of the peer makes the person's plan, and the person agrees.
    void open(int person, const policy::Peer& to) {
        const ledger::Subject subject =
            must(ledger::subject_of(*store_, *documents::parse_person(person_of(person)), {}));
        const base::Millis now = clock_.now();
        must(ledger::enter(*store_, ledger::registration_add, subject,
                           {.office = to.numbers.front(),
                            .service_type = "43",
                            .identity = sharing::IdentityCheck{.at = now, .user = "bench"},
                            .from = time::day_in_japan(now),
                            .makes_plan = true}));
        must(ledger::enter_consent(*store_, subject,
                                   {.taker = {"insurer", std::string(insurer)}, .given_at = now}));
    }

    void apply(int first, int persons) {
        must(store_->write([&](store::Transaction& it) -> diag::Result<void> {
            for (int person = first; person < first + persons; ++person) {
                TRY_VOID(benchmark::put_work(it, hash_of(person), number_of(person), insurer, clock_.now()));
            }
            return {};
        }));
    }
    std::size_t select_work() const {
        return must(store_->read_value<std::size_t>(
            [](const store::Snapshot& it) { return benchmark::select_work(it, insurer); }));
    }

    void switch_hub(bool on) { context_.set_hub(on ? hub_ : nullptr); }

    http::Response ask(const policy::Peer& who, http::Request request) {
        request.caller = {.peer = &who, .request = "bench", .said_name = "suzuki"};
        request.caller.ground = std::make_shared<policy::Ground>();
        request.base = "https://gateway.example.jp";
        request.canonical = "https://renkei.example.jp/fhir";
        const http::RouteMatch found = http::match_route(routes_, request);
        return found.route->handle(request, found.parts);
    }

    const policy::Peer town = peer("town", policy::Role::municipality, {"insurer", std::string(insurer)});
    const policy::Peer office = peer("office", policy::Role::care_manager, {"office", "9970100013"});
    const policy::Peer waiting = peer("waiting", policy::Role::care_manager, {"office", "9970100021"});
    const policy::Peer stranger = peer("stranger", policy::Role::care_manager, {"office", "9970100039"});

private:
    seal::Hash hash_of(int person) const {
        return documents::person_hash(store_->search_key(), *documents::parse_person(person_of(person)));
    }
    std::string original_;
    std::string bundle_;
    benchmark::Folder folder_;
    base::SystemClock clock_;
    seal::KeyRing ring_;
    std::unique_ptr<store::Store> store_;
    server::ServerContext context_;
    std::vector<http::Route> routes_;
    std::shared_ptr<const access::Hub> hub_;
    int sent_ = 0;
};

http::Request get(std::vector<std::string> path, std::string_view accept = {}) {
    http::Request out{.method = "GET", .path = std::move(path), .target = "/-"};
    if (!accept.empty()) {
        out.headers.emplace_back("Accept", accept);
    }
    return out;
}

http::Request find(int person, std::vector<std::pair<std::string, std::string>> more = {}) {
    http::Request out{
        .method = "POST", .path = {"documents", "_search"}, .query = std::move(more), .target = "/-"};
    out.query.emplace_back("person", person_of(person));
    return out;
}

http::Request with_count(http::Request request, int count) {
    request.query.emplace_back("_count", std::to_string(count));
    return request;
}

struct Question {
    std::string name;
    const policy::Peer* who;
    std::function<http::Request()> request;
    double most_ratio = 0;  // 0: not asked
    double most_micros = 0; // more than without the hub
};

// Medians of turns: without, with.
std::pair<double, double> in_turns(int rounds, const std::function<void(bool)>& one) {
    std::vector<double> off;
    std::vector<double> on;
    for (int round = -3; round < rounds; ++round) { // the first ones are warm-up
        for (const bool is_on : {false, true}) {
            const double start = thread_micros();
            for (int i = 0; i < in_turn; ++i) {
                one(is_on);
            }
            if (round >= 0) {
                (is_on ? on : off).push_back((thread_micros() - start) / in_turn);
            }
        }
    }
    return {median(off), median(on)};
}

void report(const std::string& name, std::pair<double, double> micros, double most_ratio,
            double most_micros) {
    const double ratio = micros.second / micros.first;
    const double more = micros.second - micros.first;
    const bool is_over = (most_ratio != 0 && ratio > most_ratio) || (most_micros != 0 && more > most_micros);
    fmt::print("  {:<58} {:>8.1f} {:>8.1f} µs  {:>+7.1f} µs  ratio {:.2f}   {}{}\n", name, micros.first,
               micros.second, more, ratio,
               most_ratio != 0    ? fmt::format("at most {:.1f}", most_ratio)
               : most_micros != 0 ? fmt::format("at most {:+.0f} µs", most_micros)
                                  : std::string(),
               is_over ? "   OVER" : "");
}

void measure(Gateway& gateway, const Question& question, int rounds) {
    std::size_t sizes[2] = {0, 0};
    int statuses[2] = {0, 0};
    const auto micros = in_turns(rounds, [&](bool is_on) {
        gateway.switch_hub(is_on);
        const http::Response response = gateway.ask(*question.who, question.request());
        sizes[is_on ? 1 : 0] = response.body.size();
        statuses[is_on ? 1 : 0] = response.status;
    });
    report(question.name, micros, question.most_ratio, question.most_micros);
    if (sizes[0] != sizes[1] || statuses[0] != statuses[1]) {
        fmt::print("    the answers differ: {} ({} bytes), {} ({} bytes)\n", statuses[0], sizes[0],
                   statuses[1], sizes[1]);
    }
}

void measure_mailboxes(Gateway& gateway, int rounds, int closed) {
    gateway.switch_hub(true);
    for (int i = 0; i < closed; ++i) {
        gateway.send(shared_form, 10'000 + i, gateway.waiting);
    }
    const auto poll = [&](const policy::Peer& who) { return gateway.ask(who, get({"mailbox"})); };
    const double start = thread_micros();
    const std::size_t size = poll(gateway.waiting).body.size();
    fmt::print("a mailbox with {} deliveries that are closed: {:.0f} ms for its first poll, {} bytes\n",
               closed, (thread_micros() - start) / 1000, size);
    report("GET /mailbox, beside that of a peer to whom nothing is sent",
           in_turns(rounds, [&](bool is_waiting) { poll(is_waiting ? gateway.waiting : gateway.stranger); }),
           1.2, 0);
    gateway.open(10'000 + closed / 2, gateway.waiting);
    fmt::print("  a registration and a consent later: {}\n", poll(gateway.waiting).body.size() > size
                                                                 ? "the delivery is there at the next poll"
                                                                 : "the delivery is NOT there");
    report("GET /mailbox, after that",
           in_turns(rounds, [&](bool is_waiting) { poll(is_waiting ? gateway.waiting : gateway.stranger); }),
           0, 0);
}

void measure_work(Gateway& gateway, int rounds) {
    constexpr int persons = 2000;
    gateway.switch_hub(true);
    gateway.apply(100'000, persons);
    std::size_t page = 0;
    const auto [bare, whole] = in_turns(rounds, [&](bool is_list) {
        if (is_list) {
            page = gateway.ask(gateway.town, get({"work"}, "text/html")).body.size();
        } else if (gateway.select_work() == 0) {
            fmt::print("  nothing was read\n");
        }
    });
    fmt::print(
        "GET /work with {} applications: {:.1f} ms, a page of {} bytes; a SELECT of the rows: {:.1f} ms; "
        "ratio {:.1f}\n",
        persons, whole / 1000, page, bare / 1000, whole / bare);
}

std::string hidden(std::string_view page, std::string_view name) {
    const std::string begin = fmt::format("name=\"{}\" value=\"", name);
    const std::size_t at = page.find(begin) + begin.size();
    return std::string(page.substr(at, page.find('"', at) - at));
}

// The full 入院時情報提供書 typed in on its page, beside the same document sent by a program.
void measure_entry(Gateway& gateway, int rounds, const char* mappings, const std::filesystem::path& file) {
    gateway.switch_hub(false);
    const auto loaded = benchmark::definitions(mappings);
    const mapping::Plan& plan = *loaded->catalogue->find(direct_form);
    const std::string document = must(base::read_file(file));
    record::Record record(plan.form());
    diag::Report report;
    record::Reader reader(plan.form(), *plan.form().syntax("json"), document, {});
    (void)reader.next(record, report);
    entry::Fields fields = entry::FilledForm(plan.form(), record).fields();
    const http::Request form = get({"forms", std::string(direct_form)}, "text/html");
    const std::string page = gateway.ask(gateway.office, form).body;
    fields.emplace_back("form", hidden(page, "form"));
    fields.emplace_back("key", hidden(page, "key"));
    fields.emplace_back("draft", hidden(page, "draft"));
    fields.emplace_back("act", "preview");
    http::Request typed = form;
    typed.method = "POST";
    for (const auto& [name, value] : fields) {
        typed.body += fmt::format("{}{}={}", typed.body.empty() ? "" : "&", text::percent_encoded(name),
                                  text::percent_encoded(value));
    }
    http::Request sent = get({"documents"}, "application/json");
    sent.method = "POST";
    sent.headers.emplace_back("Content-Type", "application/json");
    int number = 0;
    std::size_t bytes = 0;
    std::set<int> statuses;
    const auto [intake, preview] = in_turns(rounds, [&](bool is_page) {
        if (!is_page) {
            sent.body = document;
            sent.body.replace(sent.body.find("FIX-FULL"), 8, fmt::format("B{:07}", ++number));
        }
        const http::Response out = gateway.ask(gateway.office, is_page ? typed : sent);
        statuses.insert(out.status);
        bytes = is_page ? out.body.size() : bytes;
    });
    const auto [again, empty] = in_turns(rounds, [&](bool is_empty) {
        if (is_empty) {
            (void)gateway.ask(gateway.office, form);
        }
    });
    fmt::print(
        "POST /forms/admission, checked and shown: {:.2f} ms, a page of {} bytes; POST /documents of the "
        "same: {:.2f} ms; ratio {:.2f}; GET /forms/admission: {:.2f} ms (statuses {})\n",
        preview / 1000, bytes, intake / 1000, preview / intake, (empty - again) / 1000,
        fmt::join(statuses, " "));
}

} // namespace

int main(int count, char** arguments) {
    if (count < 3) {
        fmt::print(stderr,
                   "renkei_bench_hub MAPPINGS-CACHE FOLDER-OF-THE-CARD [ROUNDS [CLOSED [QUESTION]]]\n");
        return 2;
    }
    const int rounds = count > 3 ? std::atoi(arguments[3]) : 40;
    const int closed = count > 4 ? std::atoi(arguments[4]) : 6000;
    Gateway gateway(arguments[1], arguments[2]);
    constexpr int one_person = 1; // of whom there are `listed` documents
    constexpr int closed_person = 2;
    constexpr int direct_person = 3;
    gateway.open(one_person, gateway.office);
    std::string document;
    for (int i = 0; i < listed; ++i) {
        document = gateway.send(shared_form, one_person, gateway.office);
        gateway.send(shared_form, closed_person, gateway.office);
        gateway.send(direct_form, direct_person, gateway.office);
        gateway.send(shared_form, 100 + i, gateway.stranger);
    }
    const Question questions[] = {
        {"GET /documents/ID of its receiver", &gateway.office,
         [&] {
             return get({"documents", document});
         },
         0, 80},
        {"GET /documents/ID of its sender", &gateway.town,
         [&] {
             return get({"documents", document});
         },
         0, 80},
        {"GET /documents/ID of others", &gateway.stranger,
         [&] {
             return get({"documents", document});
         },
         0, 80},
        {"GET /documents/ID as FHIR, by its receiver", &gateway.office,
         [&] {
             return get({"documents", document}, "application/fhir+json");
         },
         1.2},
        {"a person's list of its receiver, first page", &gateway.office, [&] { return find(one_person); },
         1.5},
        {"a person's list of its receiver, 200 a page", &gateway.office,
         [&] { return with_count(find(one_person), 200); }, 1.5},
        {"a person's list of its receiver, all versions", &gateway.office,
         [&] {
             return find(one_person, {{"all", "true"}});
         },
         1.5},
        {"a person's list of its sender", &gateway.town, [&] { return find(one_person); }, 1.5},
        {"a person's list of direct exchange", &gateway.office, [&] { return find(direct_person); }, 1.5},
        {"a person's list of which all is closed", &gateway.office, [&] { return find(closed_person); }, 0},
        {"a person's list of others", &gateway.stranger, [&] { return find(one_person); }, 0, 200},
        {"the sender's own list", &gateway.town, [&] { return get({"documents"}); }, 1.5},
        {"the sender's own list, 200 a page", &gateway.town,
         [&] { return with_count(get({"documents"}), 200); }, 1.5},
        {"what a receiver has of direct exchange", &gateway.office,
         [&] {
             http::Request out = get({"documents"});
             out.query.emplace_back("form", direct_form);
             return out;
         },
         1.5},
        {"GET /fhir/DocumentReference?patient.identifier", &gateway.office,
         [&] {
             http::Request out = get({"fhir", "DocumentReference"});
             out.query.emplace_back(
                 "patient.identifier",
                 fmt::format("https://renkei.example.jp/fhir/IdSystem/kaigo-member-id|{}:{}", insurer,
                             number_of(one_person)));
             return out;
         },
         1.5},
        {"GET /fhir/DocumentReference, the sender's own", &gateway.town,
         [&] {
             http::Request out = get({"fhir", "DocumentReference"});
             out.query.emplace_back("status", "current");
             return out;
         },
         1.5},
        {"GET /mailbox with what is open", &gateway.office, [&] { return get({"mailbox"}); }, 1.5},
    };
    fmt::print("processor time of a request with the hub off and on, medians of {} turns; {} documents of a "
               "person\n",
               rounds, listed);
    const std::string_view only = count > 5 ? arguments[5] : "";
    for (const Question& question : questions) {
        if (question.name.find(only) != std::string::npos) {
            measure(gateway, question, rounds);
        }
    }
    if (closed > 0) {
        measure_mailboxes(gateway, rounds, closed);
    }
    if (only.empty() || only == "work") {
        measure_work(gateway, std::max(rounds / 8, 3));
    }
    if (only.empty() || only == "entry") {
        measure_entry(gateway, std::max(rounds / 4, 3), arguments[1],
                      std::filesystem::path(arguments[2]) / "../admission/full.json");
    }
    return 0;
}
