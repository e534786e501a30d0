// What one reader may see of one person by the care hub.
#pragma once

#include "gateway/network/access/person_facts.h"
#include "gateway/network/access/reader.h"
#include "gateway/network/sharing/decide_sharing.h"
#include "gateway/network/sharing/reading_request.h"

#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::access {

// The number by which a municipality is an insurer; empty: its entry has none.
std::string insurer_number_of(const policy::Peer& peer);
// By the hub: the form carries nothing that goes between a sender and its receivers alone.
bool is_shared(const sharing::Matrix& matrix, std::string_view form);
// Whom a sender names as receiver reads by the matrix, once the insurer has started. A network or hub does
// not: it passes on to its members, and the gateway there decides who of them reads.
bool is_by_matrix(const Reader& reader, std::string_view form);
// One of both: the hub may open the form to the reader, or close it.
bool concerns_hub(const Reader& reader, std::string_view form);

class PersonAccess {
public:
    // `person`: under any of the linked numbers. Of a person who is not known, nothing is open. What does not
    // bear on the answer is not read: consents and what was done with plans only where one is asked for,
    // registrations of other offices not at all, so that a reader who has nothing to do with the person
    // learns nothing from the time that it takes. A record that cannot be read closes what it bears on. A
    // portal's person has all `facts()` but those of plans.
    static diag::Result<PersonAccess> of(const store::Snapshot& snapshot, const Reader& reader,
                                         const store::Hash& person);

    // Whether the hub opens documents of a form: whole, or a part that leaves out kinds of information,
    // places of a hidden person, or names before a board whose insurer has it so.
    struct Verdict {
        bool is_open = false;                       // whole
        std::optional<sharing::Decision> decided{}; // of the kind that opens or closes the form
        std::string_view undecided{};               // why not, of what is closed before any cell
        struct Part {
            sharing::FormPart items;
            sharing::Decision decided; // of the first kind that is open
        };
        std::shared_ptr<const Part> part{}; // of a form that is not open; null: none
        bool waits_for_plan = false;        // what was done with the plan may open it
        // It is open, whole or in part, as a paper of a case before the board.
        bool is_of_case() const {
            const sharing::Decision* const by = is_open ? &*decided : part ? &part->decided : nullptr;
            return by != nullptr && by->cell->relation == sharing::Relation::board_case;
        }
    };
    // Of a document that belongs to this plan (store::NamedPerson); nothing: to none.
    diag::Result<const Verdict*> of_form(std::string_view form, const std::optional<store::Hash>& plan);
    // The most that one of any plan of the person may be.
    diag::Result<const Verdict*> most_of_form(std::string_view form);
    // The same of one kind of information that no form carries.
    diag::Result<Verdict> of_kind(std::string_view kind);
    // As policy::Ground has it.
    std::string ground(const Verdict& verdict) const;
    std::string ground(const Verdict::Part& part) const {
        return opening_ground(part.decided, part.items.of_hidden == nullptr ? "/part"
                                            : part.decided.masked.places    ? "/part_without_places"
                                                                            : "/part_without_names");
    }
    // Until when what was decided so far opens nothing more, unless what is kept of the person changes; at
    // most until the day ends. 0: something could not be read.
    base::Millis holds_until() const;
    bool is_unread() const { // of what was read so far
        return is_unread_ || consents_ == Rows::unread || plans_ == Rows::unread;
    }
    // What an office of the reader may read by this registration alone, its users having a job that fits.
    // `person`: as decided; facts().person, or without what is the insurer's to know.
    diag::Result<sharing::Decision> by_registration(const sharing::PersonState& person,
                                                    const sharing::Registration& registration,
                                                    sharing::KindId kind);
    // Of what by_registration() opens without places: a part can be made of a form that carries the kind.
    bool opens_part(sharing::KindId kind) const;
    // The form is by the matrix, and the insurer has started; where it is unclear who insures the person, one
    // that may.
    bool closes_for_receivers(std::string_view form) const;
    // Hidden (支援措置), and the reader is neither the insurer nor has to do with the person: lists, counts
    // and lookups find nothing of the person but what the reader brought itself. For a portal that asks for
    // its person: the own view is closed.
    bool is_concealed() const { return is_concealed_; }
    // For a portal: the person may be shown what is about them: it is the one of the token, whose insurer is
    // known, lives, and the view is not closed; who acts for the person may do so by the insurer's choice.
    bool opens_own_view() const;
    const PersonFacts& facts() const { return facts_; }

private:
    // A verdict without consents may wait for them; of an emergency the audit says what it did without.
    struct Answer {
        Verdict verdict{};
        sharing::KindsOfForm open_kinds = 0;       // of a form that is not open
        std::optional<sharing::Decision> opened{}; // of the first of them
        sharing::Masked masked{};
        bool asks_consent = false;
    };
    enum class Rows : std::uint8_t { not_read, read, unread };
    bool is_known() const { return !facts_.person.insurer.empty(); }

    PersonAccess(const store::Snapshot& snapshot, const store::Hash& person, const Reader& reader,
                 PersonFacts facts, bool is_self, bool is_unread);
    sharing::ReadingRequest request_of(sharing::ActorId actor_id, const sharing::PersonState& person,
                                       const sharing::Insurer& insurer, sharing::PlanState plan) const;
    // `form`: that carries the kinds; empty: none.
    diag::Result<Verdict> decide(std::span<const sharing::KindId> kinds, std::string_view form,
                                 sharing::PlanState plan);
    diag::Result<Verdict*> of_state(std::string_view form, sharing::PlanState plan);
    template <class Choose> // of facts().plans, once they are asked for
    diag::Result<const Verdict*> of_chosen(std::string_view form, const Choose& choose);
    // What is left of a form that is not open whole; nothing: no part of it can be made.
    std::optional<sharing::FormPart> part_of(std::string_view form, const Answer& answer) const;
    Answer answer(std::span<const sharing::KindId> kinds, const sharing::Insurer& insurer,
                  sharing::PlanState plan) const;
    std::string opening_ground(const sharing::Decision& decision, std::string_view extent) const;
    diag::Result<void> read_consents();
    diag::Result<void> read_plans();
    sharing::PlanState most_of_plans() const;
    bool has_relation() const { return is_asked_by_insurer() || has_case() || serves(); }
    bool has_case() const; // before the board, of which the reader is a member
    bool is_asked_by_insurer() const;
    bool is_proved(const sharing::Registration& registration) const;
    bool has_proved_relation() const;
    bool serves() const;
    bool conceals() const;
    std::vector<sharing::ActorId> actors() const;
    bool is_whole(const sharing::Decision& decision) const;

    const store::Snapshot* snapshot_;
    store::Hash person_;
    const Reader* reader_;
    PersonFacts facts_;
    Rows consents_;
    Rows plans_ = Rows::not_read;
    std::vector<sharing::Registration> registrations_; // of the reader's offices
    std::vector<sharing::OpinionRequest> opinions_;    // to the reader
    std::optional<sharing::BoardCase> board_case_{};   // of a reader who is a member of the board
    std::string insurer_{};                            // the reader's own number, of a municipality
    bool is_self_ = false;                             // the reader is a portal, and asks for this person
    bool is_unread_ = false;
    bool is_concealed_ = false;
    std::map<std::string, std::map<sharing::PlanState, Verdict>, std::less<>> decided_{}; // by form
};

} // namespace renkei::access
