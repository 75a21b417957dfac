"""The losses that several recorders share, as the papers' formulas read."""
import torch
import torch.nn.functional as F

bins = 5


def softened(student, teacher, temperature):
    """KL(teacher || student) of the softened answers, batch mean."""
    return F.kl_div(F.log_softmax(student / temperature, 1), F.softmax(teacher / temperature, 1), reduction='batchmean')


def distillation(ce, divergence, alpha, temperature):
    return alpha * temperature**2 * divergence + (1 - alpha) * ce


def confidence(logits, labels):
    return torch.softmax(logits, 1).gather(1, labels[:, None])[:, 0]


def bins_of(logits, labels):
    """Of the confidence in the true class: (0.5, 0.6] is 0, to (0.9, 1]; -1 is none."""
    return (torch.ceil((confidence(logits, labels) - 0.5) / (0.5 / bins)).long() - 1).clamp(-1, bins - 1)


def feature_store(logits, features, labels, representation):
    """{(class, bin): (mean of pooled features, images)}; features [batch, channels, height, width]."""
    # MaxPool 4x4; smaller maps are pooled as a whole.
    pooled = F.max_pool2d(features, min(4, features.shape[-1])).mean((2, 3))
    if representation == 'channel-mean':
        pooled = pooled.mean(1, keepdim=True)
    place = bins_of(logits, labels)
    means = {}
    for kind in range(2):
        for index in range(bins):
            members = (labels == kind) & (place == index)
            if members.any():
                means[kind, index] = (pooled[members].mean(0), int(members.sum()))
    return means


def shared_pairs(learnt, taught):
    return [pair for pair in learnt if pair in taught]


def representation_loss(learnt, taught):
    """Squared differences of the means, averaged over channels, summed over the pairs of class and bin that both have."""
    return sum(((learnt[pair][0] - taught[pair][0]) ** 2).mean() for pair in shared_pairs(learnt, taught))
