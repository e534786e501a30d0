// renkei explain ID: what a message means, why it comes up, what makes it, and what to do.
#pragma once

#include "gateway/core/diag/message.h"
#include "gateway/core/diag/result.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::cli {

// The ids in a text: "R103", "error[R103]", "r103", or the parts of a reason, "gave-up:connection-refused".
// None if one of them is no id.
std::vector<std::string_view> message_ids(std::string_view text);

// The id that is nearest to a wrong one; empty: none is near.
std::string nearest_message_id(std::string_view wrong);

struct MessageSentence {
    diag::Severity severity;
    std::string text; // "…" where arguments are filled in
};

// Messages that share an id and a subject. Lines of a text are separated by LF; what is not known is empty.
struct ExplainedMessage {
    std::string id;
    std::vector<MessageSentence> sentences;
    std::string cause;
    std::string example;
    std::string fix;
    std::string standard; // URL of the paragraph
};

// One for each subject that has messages with this id, from share/messages.tsv. Fails if the data file is
// missing or has no row for the id.
diag::Result<std::vector<ExplainedMessage>> explain_message(std::string_view id, diag::Language language);

std::string to_text(const ExplainedMessage& message, diag::Language language);
// [{"id", "messages": [{"severity", "text"}], "cause", "example", "fix", "standard"}]
std::string to_json(std::span<const ExplainedMessage> messages);

} // namespace renkei::cli
