// Peers and states of records in which an act is tried: a gateway with one person for each.
#pragma once

#include "gateway/network/server/records/record_acts.h"
#include "gateway/network/store/rows/uuid7.h"

#include "tests/server_records/act_pages.h"

#include <functional>
#include <optional>
#include <vector>

namespace renkei::server::acts_table_test {

using act_page_test::between;
using act_page_test::Fields;

struct Peer {
    std::string name;
    RecordsKit::Offered offered = RecordsKit::Offered::yes;
    bool has_entry() const { return offered == RecordsKit::Offered::yes; }
    std::string text() const { return name + (has_entry() ? "" : " where offices do not enter"); }
};
// The insurer, another one, an office that serves the person, one that does not, the institution that is
// asked.
inline const std::vector<Peer> peers{{"town"},
                                     {"city"},
                                     {"manager"},
                                     {"home"},
                                     {"clinic"},
                                     {"town", RecordsKit::Offered::to_municipalities},
                                     {"manager", RecordsKit::Offered::to_municipalities}};

// A person whom the manager's office serves, and the records of one kind.
class Cell : public act_page_test::ActPages {
public:
    explicit Cell(const Peer& peer) : ActPages(peer.offered), peer_(peer) {
        keep(sharing::Registration{.office = {"office", "9970100013"},
                                   .service_type = "43",
                                   .identity = sharing::IdentityCheck{.at = kit.now(), .user = "suzuki"},
                                   .from = date(-9),
                                   .vouched_by = sharing::Voucher::office});
    }
    void TestBody() override {}
    using ActPages::done;
    using ActPages::fields_of;
    using ActPages::in_days;
    using ActPages::kit;
    using ActPages::send;

    base::Millis now() const { return kit.now(); }
    std::string office() const { return peer_.has_entry() ? "manager" : "town"; } // or who enters for it
    time::Date date(int days) const { return sharing::test::day(in_days(days)); }
    template <class Record>
    void keep(Record record) {
        record.id = store::new_uuid7(kit.now());
        record.insurer = "990010";
        const ledger::Subject whose = kit.subject();
        test::must(kit.store().write([&](store::Transaction& transaction) -> diag::Result<void> {
            TRY_VOID(store::lock_records(transaction));
            TRY_VOID(store::put_insured(transaction, whose.person, whose.insurer));
            return store::put(transaction, store::Kept<Record>{whose.person, record});
        }));
        changed = record.id;
    }
    void deliver() {
        (void)done("plan_delivery", "deliver", office(),
                   {{"office", "office:9970100013"},
                    {"plan", "9970100013:990010:0000001016:20260115"},
                    {"handed_to", "person"},
                    {"day", in_days(-3)}});
        changed = id_of(records(office()).body, "plan_delivery", "withdraw");
    }
    // Of the kind, as the store has them.
    std::string kept_of(std::string_view kind) {
        std::string out;
        const auto add = [&](std::string_view of, const auto& list) {
            for (const auto& each : list) {
                out += of == kind ? " " + to_json(each.record) : "";
            }
        };
        test::must(kit.store().read([&](const store::Snapshot& it) -> diag::Result<void> {
            TRY(const store::PersonRecords all, store::all_records(it, kit.subject().person, "990010"));
            add(store::registration_kind, all.registrations);
            add(store::consent_kind, all.consents);
            add(store::opinion_kind, all.opinions);
            add(store::certification_kind, all.certifications);
            add(store::relation_kind, all.relations);
            add(store::state_kind, all.states);
            add("plan_delivery", all.plain);
            TRY(const auto insurer, store::insurer(it, "990010"));
            out += kind == kind_of_insurers ? " " + to_json(*insurer) : "";
            return {};
        }));
        return out;
    }

    Fields page_of(const RecordAct& act) const {
        return {{"kind", std::string(act.kind)},
                {"act", std::string(act.act)},
                {"insurer", "990010"},
                {"person", "0000001016"},
                {"id", act.how == "change" ? changed : ""}};
    }
    bool is_offered(const RecordAct& act) {
        const Response page = act.is_about_person()
                                  ? records(peer_.name)
                                  : kit.send("GET", "/records", "", peer_.name, {{"Accept", "text/html"}});
        const std::string begin = fmt::format(
            "name=\"kind\" value=\"{}\"><input type=\"hidden\" name=\"act\" value=\"{}\"", act.kind, act.act);
        for (std::size_t at = 0; (at = page.body.find(begin, at)) != std::string::npos; ++at) {
            if (act.how != "change" || between(page.body, "name=\"id\" value=\"", "\"", at) == changed) {
                return true;
            }
        }
        return false;
    }
    // "title: select box! input date box (choice choice)"
    static std::string boxes_of(const std::string& page) {
        std::string out = between(page, "<h1>", "</h1>") + ":";
        const std::size_t from = page.find("<form class=\"entry\"");
        const std::string form = page.substr(from, page.find("</form>", from) - from);
        std::string last;
        for (std::size_t at = 0; (at = form.find(" name=\"i.", at)) != std::string::npos; ++at) {
            const std::string name = between(form, " name=\"i.", "\"", at);
            const std::size_t begin = form.rfind('<', at);
            const std::string tag = form.substr(begin, form.find('>', at) - begin);
            if (name != last) {
                const std::string type = between(tag, "type=\"", "\"");
                const std::string list = tag.find(" list=") != std::string::npos ? "+" : "";
                out += " " + (type.empty() ? "choice" : type + list) + " " + name +
                       (tag.find(" required") != std::string::npos ? "!" : "");
            }
            last = name;
            const std::size_t end = std::min(form.find(" name=\"i.", at + 1), form.size());
            std::string choices;
            for (std::size_t each = at; (each = form.find("<option value=\"", each)) < end; ++each) {
                const std::string value = between(form, "<option value=\"", "\"", each);
                choices += value.find(':') != std::string::npos ? " " + value : "";
            }
            out += choices.empty() ? "" : " (" + choices.substr(1) + ")";
        }
        return out;
    }
    // Into the boxes that there are: the value of the kind, else that of all.
    void fill(Fields& fields, const RecordAct& act) const {
        for (auto& [name, value] : fields) {
            const std::string item = name.starts_with("i.") ? name.substr(2) : std::string();
            for (const std::string& each : {item, fmt::format("{} {}", act.kind, item)}) {
                const auto known = values_.find(each);
                value = known == values_.end() ? value : known->second;
            }
        }
        const bool is_town = peer_.name == "town";
        if (fields.contains("i.office") && is_town) {
            fields["i.office"] =
                act.kind == store::registration_kind ? "office:9970100021" : "office:9970100013";
        }
        if (fields.contains("i.service_type")) {
            fields["i.service_type"] = act.kind == store::opinion_kind ? "" // a hospital
                                       : act.how == "change"           ? "46"
                                       : peer_.name == "manager"       ? "47"
                                                                       : "11";
        }
        if (act.items == "makes_plan") { // a box without a tick is no field
            fields["i.makes_plan"] = "1";
        }
    }

    std::string changed{}; // the record that acts change

private:
    const Peer& peer_;
    const Fields values_{
        {"subject.name", "連携 華子"},
        {"subject.kana", "レンケイ ハナコ"},
        {"subject.birth", "1938-05-12"},
        {"identity.method", "card"},
        {"identity.at", in_days(0) + "T09:00"},
        {"identity.user", "suzuki"},
        {"from", in_days(-2)},
        {"until", in_days(30)},
        {"ended.why", "person"},
        {"makes_plan", "1"},
        {"given_at", in_days(-1) + "T08:00"},
        {"given_by", "person"},
        {"channel", "browser"},
        {"withdrawn.by", "person"},
        {"withdrawn.why", "本人の申出"},
        {"institution", "institution:9910000018"},
        {"reference", "第13号"},
        {"sent", in_days(-19)},
        {"due", in_days(-5)},
        {"received.day", in_days(-9)},
        {"received.way", "paper"},
        {"decided", in_days(-2)},
        {"delivered", in_days(-1)},
        {"closed", in_days(0)},
        {"kind", "renewal"},
        {"stated_relation kind", "gives_care_service"},
        {"stated_relation due", in_days(10)},
        {"days.application", in_days(-20)},
        {"days.survey", in_days(-12)},
        {"days.doctor_opinion", in_days(-10)},
        {"days.first_decision", in_days(-8)},
        {"days.board", in_days(-4)},
        {"days.result", in_days(-3)},
        {"certified.level", "22"},
        {"certified.from", in_days(-20)},
        {"delay.day", in_days(-2)},
        {"delay.until", in_days(25)},
        {"delay.reason", "調査の日程"},
        {"withdrawn", in_days(-1)},
        {"certification withdrawn", in_days(-21)}, // of one with a result, as a mistake alone
        {"rejected", in_days(-1)},
        {"organisation", "institution:9910000018"},
        {"plan", "9970100013:990010:0000001016:20260115"},
        {"handed_to", "person"},
        {"user", "suzuki"},
        {"day", in_days(-1)},
        {"hidden", "history"},
        {"died", in_days(-1) + "T10:00"},
        {"insurer", "990028"},
        {"moved_in", in_days(-1) + "T00:00"},
        {"level", "support"},
        {"other.insurer", "990010"},
        {"other.number", "0000001024"},
        {"settings.grace_months", "6"},
        {"state", "live"},
    };
};

// A state of a record, or (of acts that need none) what stands before them.
struct State {
    std::string_view kind;
    std::string_view name;
    std::function<void(Cell&)> set_up;
};

template <class Make>
State state_of(std::string_view kind, std::string_view name, Make make) {
    return {kind, name, [make](Cell& cell) { cell.keep(make(cell)); }};
}

inline State registration(std::string_view name, const std::string& type, sharing::Voucher by,
                          bool is_ended = false) {
    return state_of("registration", name, [=](const Cell& cell) {
        sharing::Registration out{
            .office = {"office", "9970100013"}, .service_type = type, .from = cell.date(-9)};
        out.identity = sharing::IdentityCheck{.at = cell.now(), .user = "suzuki"};
        out.vouched_by = by;
        if (is_ended) {
            out.ended = sharing::RegistrationEnded{.at = cell.now() - 1};
        }
        return out;
    });
}

inline State consent(std::string_view name, bool permits, bool is_withdrawn) {
    return state_of("consent", name, [=](const Cell& cell) {
        sharing::Consent out{.taker = {"insurer", "990010"}, .permits = permits, .given_at = cell.now() - 2};
        if (is_withdrawn) {
            out.withdrawn = sharing::Withdrawal{.at = cell.now() - 1, .why = "申出"};
        }
        return out;
    });
}

using Days = std::optional<int>;
inline State opinion(std::string_view name, Days received, Days decided, Days closed) {
    return state_of("opinion_request", name, [=](const Cell& cell) {
        sharing::OpinionRequest out{
            .institution = {"institution", "9910000018"}, .reference = "第12号", .sent = cell.date(-18)};
        const auto date = [&](Days days) { return days ? std::optional(cell.date(*days)) : std::nullopt; };
        if (received) {
            out.received = sharing::OpinionReceived{.day = cell.date(*received)};
        }
        out.decided = date(decided);
        out.closed = date(closed);
        return out;
    });
}

inline State certification(std::string_view name, const std::vector<int>& days, Days withdrawn,
                           Days rejected) {
    return state_of("certification", name, [=](const Cell& cell) {
        sharing::Certification out;
        for (std::size_t i = 0; i < days.size(); ++i) {
            out.days[i] = cell.date(days[i]);
        }
        if (withdrawn) {
            out.withdrawn = cell.date(*withdrawn);
        }
        if (rejected) {
            out.rejected = cell.date(*rejected);
        }
        return out;
    });
}

inline const std::vector<State>& states() {
    using enum sharing::Voucher;
    static const std::vector<State> all{
        registration("by the office", "46", office),
        registration("by the insurer", "46", insurer),
        registration("confirmed", "46", confirmed),
        registration("ended", "46", office, true),
        consent("given", true, false),
        consent("refused", false, false),
        consent("withdrawn", true, true),
        opinion("asked", {}, {}, {}),
        opinion("received", -10, {}, {}),
        opinion("decided", -10, -3, {}),
        opinion("closed", {}, {}, -4),
        opinion("received, closed", -10, {}, -4),
        opinion("decided, closed", -10, -5, -4),
        opinion("decided without an opinion, closed", {}, -5, -4),
        opinion("decided, asked by mistake", -10, -5, -19),
        certification("applied for", {-20}, {}, {}),
        certification("with a result", {-20, -13, -11, -9, -5, -4}, {}, {}),
        certification("withdrawn", {-20}, -2, {}),
        certification("rejected", {-20}, {}, -2),
        state_of("stated_relation", "stated",
                 [](const Cell& cell) {
                     return sharing::StatedRelation{.organisation = {"institution", "9910000018"},
                                                    .from = cell.date(-9)};
                 }),
        {"plan_delivery", "delivered", [](Cell& cell) { cell.deliver(); }},
        {"plan_delivery", "cancelled",
         [](Cell& cell) {
             cell.deliver();
             (void)cell.done("plan_delivery", "withdraw", cell.office(), {{"withdrawn", cell.in_days(0)}},
                             cell.changed);
         }},
    };
    return all;
}

} // namespace renkei::server::acts_table_test
