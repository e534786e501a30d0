// renkei opinions: which institutions are asked for an opinion of the attending doctor
// (主治医意見書作成依頼), and what came of it.
#include "gateway/app/online/notices.h"
#include "gateway/app/online/peers.h"
#include "gateway/app/online/record_acts.h"
#include "gateway/core/diag/one_line.h"
#include "gateway/core/time/japan_day.h"
#include "gateway/network/registry/opinions.h"
#include "generated/messages/registry.h"

#include <algorithm>
#include <array>

namespace renkei::online {
namespace {

using registry::OpinionChange;
using sharing::OpinionRequest;

std::string opinion_line(const store::Kept<OpinionRequest>& kept, sharing::OpinionState state,
                         Language language) {
    const OpinionRequest& it = kept.record;
    const auto in = [&](Language each) {
        return diag::words_for("opinion_state", sharing::word_of(state), each);
    };
    std::string out = fmt::format("{} {} {} {}", it.id, policy::to_text(it.institution), it.sent.text(),
                                  label(in(Language::japanese), in(Language::english), language));
    out += column("due", it.due) + column("reference", it.reference) + column("insurer", it.insurer);
    if (it.received) {
        out += column("received", it.received->day) + column("way", sharing::word_of(it.received->way)) +
               column("doctor-agrees", it.received->doctor_agrees ? "yes" : "no");
    }
    out += column("decided", it.decided) + column("delivered", it.delivered) + column("closed", it.closed);
    return diag::on_one_line(out);
}

// Without --sent: of the year 0.
diag::Result<OpinionRequest> opinion_of(const Asked& asked) {
    OpinionRequest out{.reference = asked.text("--reference")};
    TRY(out.institution, read_number(asked.text("--institution"), "--institution"));
    TRY(const std::optional<time::Date> day, asked.day("--sent"));
    TRY(out.due, asked.day("--due"));
    out.sent = day.value_or(time::Date());
    return out;
}

// Does the matrix open anything to such a peer because it is asked?
bool may_be_asked(const sharing::Matrix& matrix, policy::Role role) {
    const std::span<const sharing::ReaderId> readers = matrix.readers_of(role);
    return std::ranges::any_of(matrix.rows(), [&](const sharing::MatrixRow& row) {
        return row.relation == sharing::Relation::opinion_requested &&
               std::ranges::any_of(
                   readers, [&](sharing::ReaderId reader) { return matrix[reader].column == row.column; });
    });
}

// Of the institution that is asked.
Notices institution_notices(const sharing::Matrix& matrix, const std::optional<policy::Peer>& peer,
                            const policy::Number& institution, Language language) {
    const std::string number = policy::to_text(institution);
    if (!peer) {
        return notice(diag::finding(diag::message::opinion_of_no_peer, {}, {number}), language);
    }
    return may_be_asked(matrix, peer->role)
               ? Notices()
               : notice(diag::finding(diag::message::opinion_of_other_role, {},
                                      {number, peer->id, std::string(policy::to_text(peer->role))}),
                        language);
}

ExitCode request_opinion(const Asked& asked, const CommandSettings& settings) {
    const Language language = settings.language;
    const diag::Result<OpinionRequest> wanted = opinion_of(asked);
    if (!wanted) {
        return usage_error(wanted.error(), language);
    }
    const std::optional<sharing::Matrix> matrix = open_matrix(settings);
    if (!matrix) {
        return ExitCode::environment;
    }
    const auto complete = [&](OpinionRequest& it, base::Millis now) {
        it.sent = asked.text("--sent").empty() ? time::day_in_japan(now) : it.sent;
    };
    const auto say = [&](const store::Store& store, const OpinionRequest& it) -> diag::Result<Notices> {
        TRY(Notices out, insurer_notices(store, it.insurer, language));
        TRY(const std::optional<policy::Peer> peer, find_office(store, it.institution));
        out.add(institution_notices(*matrix, peer, it.institution, language));
        return out;
    };
    return enter_asked(asked, asked.done, language, wanted, complete, &registry::request_opinion, say);
}

// `step(day)`: what the command changes.
template <class Step>
ExitCode change_opinion(const Asked& asked, const CommandSettings& settings, const Step& step) {
    const auto change = [&](store::Store& store, const seal::Hash& person, const time::Date& day) {
        return registry::change_opinion(store, person, asked.of.id, step(day));
    };
    return change_on_day(asked, settings.language, change, no_notices);
}

ExitCode receive_opinion(const Asked& asked, const CommandSettings& settings) {
    return change_opinion(asked, settings, [&](const time::Date& day) {
        registry::ReceivedChange received{.today = day};
        if (!asked.text("--on").empty()) {
            received.day = day;
        }
        if (asked.has("--way")) {
            received.way = asked.word<sharing::OpinionWay>("--way");
        }
        if (asked.has("--doctor-agrees")) {
            received.doctor_agrees = asked.text("--doctor-agrees") == "yes";
        }
        return OpinionChange{.interaction = "opinions-receive", .received = received};
    });
}

ExitCode decide_opinion(const Asked& asked, const CommandSettings& settings) {
    return change_opinion(asked, settings, [](const time::Date& day) {
        return OpinionChange{.interaction = "opinions-decide", .decided = day};
    });
}

ExitCode deliver_opinion(const Asked& asked, const CommandSettings& settings) {
    return change_opinion(asked, settings, [](const time::Date& day) {
        return OpinionChange{.interaction = "opinions-deliver", .delivered = day};
    });
}

ExitCode close_opinion(const Asked& asked, const CommandSettings& settings) {
    return change_opinion(asked, settings, [](const time::Date& day) {
        return OpinionChange{.interaction = "opinions-close", .closed = day};
    });
}

ExitCode list_opinions(const Asked& asked, const CommandSettings& settings) {
    const Language language = settings.language;
    const registry::Awaited which =
        asked.flag("--overdue") ? registry::Awaited::overdue : registry::Awaited::all;
    const auto of_person = [&](const NamedPerson& named, store::PersonRecords records) {
        return diag::Result<registry::ShownOpinions>(
            registry::opinions_shown(std::move(records), which, named.store().clock().now()));
    };
    const auto of_query = [&](const store::Snapshot& it, const store::ListQuery& query, base::Millis now) {
        return registry::opinions_shown(it, query, which, now);
    };
    const auto print_list = [&](const registry::ShownOpinions& shown) {
        const auto& list = shown.records.opinions;
        return print_records(list, shown.records, asked.of.format, asked.done, language, [&](std::size_t i) {
            return opinion_line(list[i], shown.states[i], language) + person_column(asked, list[i].person);
        });
    };
    return list_asked(asked, "opinions-list", language, of_person, of_query, print_list);
}

constexpr std::array<ActCode, 6> opinion_acts{{{"request", &request_opinion},
                                               {"receive", &receive_opinion},
                                               {"decide", &decide_opinion},
                                               {"deliver", &deliver_opinion},
                                               {"close", &close_opinion},
                                               {"list", &list_opinions}}};

} // namespace

const RecordKind opinion_kind{"opinions", opinion_acts};

} // namespace renkei::online
