// The page of what waits for the caller.
#include "gateway/core/text/alternatives.h"
#include "gateway/core/text/tab_table.h"
#include "gateway/core/text/width.h"
#include "gateway/forms/html/html.h"
#include "gateway/network/access/find_documents.h"
#include "gateway/network/access/person_access.h"
#include "gateway/network/ledger/tasks.h"
#include "gateway/network/pages/work_page.h"
#include "gateway/network/server/audit_query.h"
#include "gateway/network/server/parameters.h"
#include "gateway/network/server/records/record_change.h"
#include "gateway/network/server/records/record_handlers.h"
#include "gateway/network/server/records/record_pages.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::server {

std::string_view work_documents_table();

namespace {

using html::escaped;
using ledger::ApplicationWork;
using ledger::OpinionWork;
using ledger::RelationWork;
using ledger::ServiceWork;
using ledger::Work;
using pages::Urgency;
using pages::WorkRow;
using sharing::CertificationStep;

constexpr std::size_t rows_per_page = 25;
constexpr int soon_days = 7;
constexpr std::string_view step_field = "step";
constexpr std::string_view kind_field = "kind"; // of application, or of record
constexpr std::string_view name_field = "name";
constexpr std::string_view number_field = "number";
constexpr std::string_view page_field = "page";

int days_between(const time::Date& from, const time::Date& to) {
    return static_cast<int>((to.first_day() - from.first_day()).count());
}
std::string day_words(const time::Date& day) { return fmt::format("{}月{}日", day.month, day.day); }

// For comparing names: kana of one kind, without spaces.
std::string folded(std::string_view text) {
    std::string out = text::to_katakana(text::widen_kana(text::narrow_ascii(text)));
    std::erase(out, ' ');
    return out;
}

// Survey and opinion go side by side; the others wait for those before them.
bool waits_for(const Work& work, CertificationStep step) {
    const auto* const it = std::get_if<ApplicationWork>(&work.what);
    const bool is_early = step == CertificationStep::survey || step == CertificationStep::doctor_opinion;
    return it != nullptr && it->status.next &&
           (is_early ? sharing::has_step(it->record.kind, step) && !it->record.day_of(step)
                     : it->status.next == step);
}

std::string_view kind_of(const Work& work) {
    const auto* const it = std::get_if<ApplicationWork>(&work.what);
    const auto* const relation = std::get_if<RelationWork>(&work.what);
    return it != nullptr                                    ? sharing::word_of(it->record.kind)
           : relation != nullptr                            ? sharing::word_of(relation->record.kind)
           : std::holds_alternative<OpinionWork>(work.what) ? store::opinion_kind
                                                            : store::registration_kind;
}

// It stands in the row of its application.
bool is_beside(const Work& work) {
    const auto* const awaited = std::get_if<OpinionWork>(&work.what);
    return awaited != nullptr && awaited->is_beside;
}

struct AskedWork {
    std::optional<CertificationStep> step{};
    std::string kind{}, name{}, number{}; // empty: any

    bool wants(const Work& work) const {
        const sharing::NamedSubject subject = work.subject().value_or(sharing::NamedSubject());
        const auto has = [](const std::string& text, const std::string& part) {
            return part.empty() || folded(text).find(part) != std::string::npos;
        };
        return (!is_beside(work) || kind == store::opinion_kind) && (!step || waits_for(work, *step)) &&
               (kind.empty() || kind == kind_of(work)) &&
               (has(subject.name, name) || has(subject.kana, name)) && has(subject.number, number);
    }
};

// Rows in words, for a municipality or for others.
struct RowWriter {
    const policy::PeerList& peers;
    bool insures;
    time::Date today;
    std::string base; // of URLs

    std::string since_asked(const sharing::OpinionRequest& it) const {
        return it.received                 ? day_words(it.received->day) + "に受領"
               : it.due && *it.due < today ? fmt::format("期限を {} 日超過", days_between(*it.due, today))
                                           : fmt::format("依頼から {} 日", days_between(it.sent, today));
    }

    static std::string words_of(sharing::RelationKind kind) {
        return kind == sharing::RelationKind::survey
                   ? japanese("step", sharing::word_of(CertificationStep::survey))
                   : japanese("relation", sharing::word_of(kind));
    }

    void describe(const ApplicationWork& work, WorkRow& out) const {
        const sharing::Certification& it = work.record;
        out.what = japanese("application", sharing::word_of(it.kind));
        out.since = it.applied().text();
        for (std::size_t i = 1; i < it.days.size(); ++i) {
            if (sharing::has_step(it.kind, static_cast<CertificationStep>(i))) {
                out.steps.emplace_back(japanese("step", sharing::words<CertificationStep>[i]),
                                       it.days[i].has_value());
            }
        }
        out.state = work.status.next ? "" : japanese("certification", sharing::word_of(work.status.state));
        for (const sharing::OpinionRequest& each : work.opinions) {
            out.is_late = out.is_late || (!each.received && each.due && *each.due < today);
            out.notes.push_back(fmt::format("{}（{}に依頼、{}）", named_number(peers, each.institution),
                                            day_words(each.sent), since_asked(each)));
        }
        if (work.opinions.empty() && !it.day_of(CertificationStep::doctor_opinion)) {
            out.notes.emplace_back("意見書は未依頼");
        }
        if (it.delay) {
            out.notes.push_back(day_words(it.delay->day) + "に延期を通知");
        }
    }

    void describe(const OpinionWork& work, WorkRow& out) const {
        const sharing::OpinionRequest& it = work.record;
        out.what = japanese("record", store::opinion_kind);
        out.since = it.sent.text();
        out.state = japanese("opinion_state", sharing::word_of(work.state));
        out.notes.push_back(
            fmt::format("{} {}（{}）", insures ? "依頼先" : "依頼元",
                        named_number(peers, insures ? it.institution : policy::Number{"insurer", it.insurer}),
                        since_asked(it)));
        if (!it.reference.empty()) {
            out.notes.push_back("依頼の番号 " + it.reference);
        }
    }

    void describe(const ServiceWork& work, WorkRow& out) const {
        const sharing::Registration& it = work.record;
        out.what = japanese("record", store::registration_kind) +
                   (it.service_type.empty() ? "" : "（サービス種類 " + it.service_type + "）");
        out.since = it.from.text();
        out.state = registration_state_word(it, work.state, today);
        const sharing::Reason type =
            it.service_type.empty() ? sharing::Reason::service_type : sharing::Reason::allowed;
        for (const sharing::Reason each : {work.state, work.consent, type}) {
            if (each != sharing::Reason::allowed) {
                out.is_late = true;
                out.notes.push_back(japanese("decision", sharing::word_of(each)));
            }
        }
        const std::pair<std::string_view, std::optional<time::Date>> ends[] = {{"末日", it.until},
                                                                               {"閲覧期限", it.view_until}};
        for (const auto& [words, day] : ends) {
            if (day) {
                out.notes.push_back(fmt::format("{} {}年{}", words, day->year, day_words(*day)));
            }
        }
    }

    // Of a case a link leads to its papers; a survey is sent, and nothing of the person is read for it.
    void describe(const RelationWork& work, WorkRow& out) const {
        const sharing::StatedRelation& it = work.record;
        out.subject.name = work.is_nameless ? "（氏名は示さない）" : out.subject.name;
        out.what = words_of(it.kind);
        out.since = it.from.text();
        out.notes.push_back("保険者 " + named_number(peers, {"insurer", it.insurer}));
        if (it.until) {
            out.notes.push_back(fmt::format("末日 {}年{}", it.until->year, day_words(*it.until)));
        }
        if (it.kind == sharing::RelationKind::board_case) {
            out.action = fmt::format("<a class=\"btn\" href=\"{}/cases/{}\">資料を見る<span class=\"vh\">：{}"
                                     "</span></a>\n",
                                     escaped(base), it.id, escaped(out.subject.name));
        }
    }

    WorkRow row_of(const Work& work) const {
        WorkRow out{.subject = work.subject().value_or(sharing::NamedSubject()), .left = "―"};
        std::visit([&](const auto& it) { describe(it, out); }, work.what);
        if (work.due) {
            const int left = days_between(today, *work.due);
            out.due = work.due->text();
            out.left = left < 0    ? fmt::format("{}日超過", -left)
                       : left == 0 ? std::string("今日")
                                   : fmt::format("あと{}日", left);
            out.urgency = left < 0 ? Urgency::late : left <= soon_days ? Urgency::soon : Urgency::none;
        }
        return out;
    }

    void add_tiles(const std::vector<Work>& all, pages::WorkPage& page) const {
        const auto add = [&](std::string label, Urgency urgency, const auto& counts) {
            page.tiles.push_back(
                {std::move(label),
                 static_cast<std::size_t>(std::ranges::count_if(
                     all, [&](const Work& work) { return !is_beside(work) && counts(work); })),
                 urgency});
        };
        const auto ends_in = [&](const Work& work, int first, int last) {
            const int left = work.due ? days_between(today, *work.due) : last + 1;
            return first <= left && left <= last;
        };
        add("期限を過ぎた", Urgency::late, [&](const Work& work) { return work.due && *work.due < today; });
        add(fmt::format("{} 日以内に期限", soon_days), Urgency::soon,
            [&](const Work& work) { return ends_in(work, 0, soon_days); });
        if (insures) {
            for (const CertificationStep step :
                 {CertificationStep::survey, CertificationStep::doctor_opinion, CertificationStep::board}) {
                add(japanese("step", sharing::word_of(step)) + "を待つ", Urgency::none,
                    [&](const Work& work) { return waits_for(work, step); });
            }
            return;
        }
        add("今月中に期限", Urgency::none, [&](const Work& work) {
            return work.due && today <= *work.due && work.due->month == today.month &&
                   work.due->year == today.year;
        });
        add("閲覧できない登録", Urgency::late, [](const Work& work) {
            const auto* const it = std::get_if<ServiceWork>(&work.what);
            return it != nullptr && it->state != sharing::Reason::allowed;
        });
    }

    void add_choices(pages::WorkPage& page) const {
        const auto option = [](std::string_view kind, std::string_view code) {
            return pages::WorkField(code, japanese(kind, code));
        };
        pages::WorkChoice kinds{std::string(kind_field), "内容", {option("record", store::opinion_kind)}};
        if (!insures) {
            kinds.options.push_back(option("record", store::registration_kind));
            for (const sharing::RelationKind each :
                 {sharing::RelationKind::survey, sharing::RelationKind::board_case}) {
                kinds.options.emplace_back(sharing::word_of(each), words_of(each));
            }
        } else {
            pages::WorkChoice steps{std::string(step_field), "待っている手順", {}};
            for (const std::string_view each : std::span(sharing::words<CertificationStep>).subspan(1)) {
                steps.options.push_back(option("step", each));
            }
            page.choices.push_back(std::move(steps));
            for (const std::string_view each : sharing::words<sharing::ApplicationKind>) {
                kinds.options.push_back(option("application", each));
            }
        }
        page.choices.push_back(std::move(kinds));
    }
};

struct AskedDocument {
    std::string_view role{};
    std::string_view form{};
    std::string_view since{};
    std::string_view words{};
};

// What is missing of the person's documents, as far as the reader may see them.
Result<void> note_missing(const store::Snapshot& snapshot, const access::Reader& reader, const Work& work,
                          WorkRow& out) {
    static const auto all =
        text::table_rows<AskedDocument, &AskedDocument::role, &AskedDocument::form, &AskedDocument::since,
                         &AskedDocument::words>(work_documents_table());
    const auto of_reader = [&](const AskedDocument& each) {
        return each.role == policy::to_text(reader.peer.role);
    };
    if (!std::holds_alternative<ServiceWork>(work.what) || std::ranges::none_of(all, of_reader)) {
        return {};
    }
    TRY(const std::vector<seal::Hash> numbers, snapshot.linked_persons(work.person));
    const std::string month = time::day_in_japan(reader.at).text().substr(0, 7);
    for (const AskedDocument& each : all) {
        if (!of_reader(each)) {
            continue;
        }
        TRY(const store::DocumentPage found,
            access::find_documents(snapshot, reader,
                                   {.persons = numbers,
                                    .form = std::string(each.form),
                                    .date_from = each.since == "month" ? month : std::string(),
                                    .limit = 1}));
        if (found.versions.empty()) {
            out.notes.emplace_back(each.words);
        }
    }
    return {};
}

} // namespace

QueryParameters work_parameters(ServerContext&) {
    return {
        {.name = std::string(step_field), .expected = text::alternatives(sharing::words<CertificationStep>)},
        {.name = std::string(kind_field),
         .expected = "new, renewal … opinion_request, registration, survey, case"},
        {.name = std::string(name_field), .expected = "…"},
        {.name = std::string(number_field), .expected = "NNNNNNNNNN"},
        {.name = std::string(page_field), .expected = "1, 2, 3 …", .is_number = true}};
}

AuditedResponse show_work(ServerContext& gateway, const Request& request, PathParameters) {
    const policy::Peer& caller = *request.caller.peer;
    const std::shared_ptr<const policy::PeerList> peers = gateway.peers();
    const base::Millis now = gateway.store().clock().now();
    const RowWriter writer{*peers, !access::insurer_number_of(caller).empty(), time::day_in_japan(now),
                           request.base};
    const AskedWork asked{sharing::find_word<CertificationStep>(request.parameter(step_field)),
                          std::string(request.parameter(kind_field)), folded(request.parameter(name_field)),
                          folded(request.parameter(number_field))};
    AuditQueryText query("work");
    pages::WorkPage page{
        .url = request.base + "/work",
        .title = writer.insures ? "要介護認定の申請" : "依頼と担当する利用者",
        .lead = writer.insures ? "期限は申請から30日、延期を通知したときはその日です。"
                               : "依頼された主治医意見書・認定調査・審査会の案件と、担当事業所登録です。",
        .notes_title = writer.insures ? "主治医意見書" : "備考",
        .today = writer.today.text()};
    writer.add_choices(page);
    bool has_services = false;
    const auto fill = [&](const store::Snapshot& snapshot) -> Result<void> {
        TRY(const ledger::WorkList work, ledger::seen_work(snapshot, reader_of(gateway, request)));
        page.unread = work.unread;
        writer.add_tiles(work.all, page);
        std::vector<const Work*> found;
        for (const Work& each : work.all) {
            if (asked.wants(each)) {
                found.push_back(&each);
            }
        }
        page.found = found.size();
        page.pages = std::max<std::size_t>(1, (found.size() + rows_per_page - 1) / rows_per_page);
        page.page =
            std::clamp<std::size_t>(read_number(std::string(request.parameter(page_field))), 1, page.pages);
        const std::size_t first = (page.page - 1) * rows_per_page;
        std::vector<seal::Hash> persons;
        for (std::size_t i = first; i < std::min(first + rows_per_page, found.size()); ++i) {
            const bool is_service = std::holds_alternative<ServiceWork>(found[i]->what);
            has_services = has_services || is_service;
            bool is_open = is_service || std::holds_alternative<RelationWork>(found[i]->what);
            if (!is_open) { // what the matrix says of it
                TRY(const std::optional<ledger::Task> task,
                    ledger::task_with_id(snapshot, reader_of(gateway, request), found[i]->id()));
                is_open = task.has_value();
            }
            page.withheld += is_open ? 0 : 1;
            if (is_open) {
                page.rows.push_back(writer.row_of(*found[i]));
                TRY_VOID(note_missing(snapshot, reader_of(gateway, request), *found[i], page.rows.back()));
                persons.push_back(found[i]->person);
            }
        }
        query.add("persons", audit_persons_text(persons));
        query.add("found", std::to_string(page.rows.size()));
        return {};
    };
    const auto answer = [&]() -> Result<void> {
        TRY_VOID(check_accepts_page(request));
        TRY_VOID(check_repeats(gateway, request, work_parameters));
        TRY_VOID(check_known(gateway, request, request.method == "POST" ? work_parameters : no_parameters));
        std::ranges::copy_if(request.query, std::back_inserter(page.searched),
                             [](const auto& it) { return it.first != page_field && !it.second.empty(); });
        return gateway.store().read(fill);
    };
    Response out = page_response(request, answer(), page, pages::work_page);
    return AuditedResponse(std::move(out), {.query = query.text()})
        .as(has_services ? listed_registrations : listed_tasks);
}

} // namespace renkei::server
