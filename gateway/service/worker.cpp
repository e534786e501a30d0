#include "gateway/service/worker.h"

#include <cassert>

namespace renkei::service {
namespace {

const forms::Form& any_form(const mapping::Catalogue& catalogue) {
    assert(!catalogue.plans().empty());
    return catalogue.plans().front().form();
}

}  // namespace

Worker::Worker(const mapping::Catalogue& catalogue)
    : catalogue_(&catalogue), parser_(catalogue.names()), record_(any_form(catalogue)), other_record_(any_form(catalogue)) {}

mapping::Fill& Worker::fill(const mapping::Plan& plan) {
    std::optional<mapping::Fill>& fill = engines_[&plan].fill;
    return fill ? *fill : fill.emplace(plan);
}

mapping::Matcher& Worker::matcher(const mapping::Plan& plan) {
    std::optional<mapping::Matcher>& matcher = engines_[&plan].matcher;
    return matcher ? *matcher : matcher.emplace(plan);
}

const forms::Rules& Worker::rules(const mapping::Plan& plan, const forms::Syntax* syntax) {
    return engines_[&plan].rules.try_emplace(syntax, plan.form(), syntax).first->second;
}

forms::Writer& Worker::writer(const forms::Form& form, const forms::Syntax& syntax, forms::WriteOptions options) {
    return writers_.try_emplace({&syntax, options.encoding}, form, syntax, options).first->second;
}

}  // namespace renkei::service
